/*
 * The calls that the launcher makes to build and enter a private /dev, in C: what they cost without Node. Each step is
 * reported when it begins, as the launcher does: a write(2) that wakes a reader is a good part of what a step takes.
 * usage: namespace NODE… -- MOUNT…    prints {"begin":STEP,"at":NANOSECONDS} a line; the last step only ends the others
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

enum { MOVE_EMPTY_PATH = 4, TREE_CLONE = 1, TREE_FLAGS = TREE_CLONE | O_CLOEXEC | 0x8000 | 0x800 };

static long call(const char *what, long result) {
  if (result < 0) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
  }
  return result;
}

static void begin(const char *step) {
  struct timespec now;
  char line[128];
  clock_gettime(CLOCK_MONOTONIC, &now);
  long long at = now.tv_sec * 1000000000LL + now.tv_nsec;
  int length = snprintf(line, sizeof line, "{\"begin\":\"%s\",\"at\":%lld}\n", step, at);
  call("report", write(STDOUT_FILENO, line, length));
}

static void set(int fs, const char *key, const char *value) {
  call(key, syscall(SYS_fsconfig, fs, 1, key, value, 0));
}

static int build_tmpfs(void) {
  int fs = call("fsopen", syscall(SYS_fsopen, "tmpfs", 1));
  set(fs, "source", "devfs");
  set(fs, "mode", "755");
  set(fs, "size", "4m");
  set(fs, "nr_inodes", "4k");
  call("create", syscall(SYS_fsconfig, fs, 6, NULL, NULL, 0));
  int tree = call("fsmount", syscall(SYS_fsmount, fs, 1, 2 | 8));
  close(fs);
  return tree;
}

static void copy_node(int tree, const char *path, const struct stat *host) {
  const char *name = path + strlen("/dev/");
  struct stat now;
  char value[4096];
  call("mknodat", mknodat(tree, name, (host->st_mode & S_IFMT) | 0600, host->st_rdev));
  call("fchownat", fchownat(tree, name, host->st_uid, host->st_gid, AT_SYMLINK_NOFOLLOW));
  call("fchmodat", fchmodat(tree, name, host->st_mode & 07777, 0));
  call("lstat", lstat(path, &now));
  lgetxattr(path, "system.posix_acl_access", value, sizeof value);
  lgetxattr(path, "security.selinux", value, sizeof value);
  if (now.st_rdev != host->st_rdev) exit(1);
}

static unsigned long long mount_id(const char *path) {
  struct statx found;
  call("statx", statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, STATX_MNT_ID, &found));
  return found.stx_mnt_id;
}

int main(int count, char **words) {
  int nodes = 0, mounts = 0, first_mount = 0;
  for (int i = 1; i < count; i++) {
    if (!strcmp(words[i], "--")) first_mount = i + 1;
    else if (first_mount) mounts++;
    else nodes++;
  }
  struct stat *host = calloc(nodes, sizeof *host);
  for (int i = 0; i < nodes; i++) call(words[1 + i], lstat(words[1 + i], &host[i]));
  int *taken = calloc(mounts, sizeof *taken);
  umask(077);

  begin("make-dev");
  int tree = build_tmpfs();
  for (int i = 0; i < nodes; i++) copy_node(tree, words[1 + i], &host[i]);
  for (int i = 0; i < mounts; i++) call("mkdirat", mkdirat(tree, words[first_mount + i] + strlen("/dev/"), 0755));
  begin("leave-host");
  call("unshare", unshare(CLONE_NEWNS));
  call("slave", mount("none", "/", NULL, MS_REC | MS_SLAVE, NULL));
  begin("take-mounts");
  for (int i = 0; i < mounts; i++)
    taken[i] = call("open_tree", syscall(SYS_open_tree, AT_FDCWD, words[first_mount + i], TREE_FLAGS));
  begin("enter-dev");
  while (umount2("/dev", MNT_DETACH | UMOUNT_NOFOLLOW) == 0) {
  }
  if (mount_id("/dev") != mount_id("/")) exit(1);
  call("move_mount", syscall(SYS_move_mount, tree, "", AT_FDCWD, "/dev", MOVE_EMPTY_PATH));
  close(tree);
  for (int i = 0; i < mounts; i++) {
    call("move_mount", syscall(SYS_move_mount, taken[i], "", AT_FDCWD, words[first_mount + i], MOVE_EMPTY_PATH));
    close(taken[i]);
  }
  begin("open-files");
  return 0;
}
