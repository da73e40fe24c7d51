/** A module that stands for the editor's API: our modules take enumerations and classes from it while they are loaded. */
export const EDITOR_API = `
  const any = new Proxy(class {}, { get: (of, key) => (key in of ? of[key] : any) });
  module.exports = Object.create(new Proxy({}, { get: () => any }));`;
