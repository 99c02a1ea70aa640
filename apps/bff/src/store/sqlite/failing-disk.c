/*
 * Put before the C library (LD_PRELOAD) it makes one call that writes to a disk fail with EIO: the FAIL_AT-th one since
 * the file FAIL_WHEN came to be. Says so by making the file FAIL_WHEN.hit. For tests.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_int calls;

static int fails(void) {
  const char *when = getenv("FAIL_WHEN"), *at = getenv("FAIL_AT");
  if (!when || !at || access(when, F_OK) != 0) return 0;
  if (atomic_fetch_add(&calls, 1) + 1 != atoi(at)) return 0;
  char hit[4096];
  snprintf(hit, sizeof hit, "%s.hit", when);
  close(open(hit, O_CREAT | O_WRONLY, 0600));
  errno = EIO;
  return 1;
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
  static ssize_t (*next)(int, const void *, size_t, off64_t);
  if (!next) next = dlsym(RTLD_NEXT, "pwrite64");
  return fails() ? -1 : next(fd, bytes, count, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
  return pwrite64(fd, bytes, count, offset);
}

int fdatasync(int fd) {
  static int (*next)(int);
  if (!next) next = dlsym(RTLD_NEXT, "fdatasync");
  return fails() ? -1 : next(fd);
}

int fsync(int fd) {
  static int (*next)(int);
  if (!next) next = dlsym(RTLD_NEXT, "fsync");
  return fails() ? -1 : next(fd);
}
