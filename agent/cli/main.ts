#!/usr/bin/env node
import { run } from './run.ts';
import { EXIT_FAILED } from './terminal.ts';

// `virtcell list | head -1` closes our output early; there is nobody left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT_FAILED);
  throw error;
});

process.exitCode = await run(process.argv.slice(2), process);
