// For libraries that are preloaded into voucherd: the C library's several names of one call, and what paths are meant.
//
// The file that includes this defines one function for each call, which these lead to: open_at, pwrite64, ftruncate64, posix_fallocate64, renameat2,
// unlinkat, mkdirat and linkat. Those make the call by its number, so that nothing depends on which of libc's names a caller used.
#ifndef ENTRIES_H
#define ENTRIES_H

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// More than any path that the tests use.
enum { longest = 2 * PATH_MAX };

// MARK: Paths

static bool path_of(int file, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    int kept = errno;
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
    errno = kept;
    if (length < 0) return false;
    path[length] = 0;
    return true;
}

static bool absolute(int folder, const char *name, char *path) {
    char base[PATH_MAX];
    if (name[0] == '/') return snprintf(path, longest, "%s", name) < longest;
    int kept = errno;
    bool is_known = folder == AT_FDCWD ? getcwd(base, sizeof base) != NULL : path_of(folder, base);
    errno = kept;
    return is_known && snprintf(path, longest, "%s/%s", base, name) < longest;
}

// MARK: Content

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) { return pwrite64(file, bytes, count, offset); }
int ftruncate(int file, off_t length) { return ftruncate64(file, length); }
int posix_fallocate(int file, off_t offset, off_t length) { return posix_fallocate64(file, offset, length); }

// MARK: Names

static int open_at(int folder, const char *name, int flags, mode_t mode);

#define MODE(flags, last) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { \
        va_list rest; \
        va_start(rest, last); \
        mode = va_arg(rest, mode_t); \
        va_end(rest); \
    }

int open(const char *name, int flags, ...) {
    MODE(flags, flags)
    return open_at(AT_FDCWD, name, flags, mode);
}
int open64(const char *name, int flags, ...) {
    MODE(flags, flags)
    return open_at(AT_FDCWD, name, flags, mode);
}
int openat(int folder, const char *name, int flags, ...) {
    MODE(flags, flags)
    return open_at(folder, name, flags, mode);
}
int openat64(int folder, const char *name, int flags, ...) {
    MODE(flags, flags)
    return open_at(folder, name, flags, mode);
}
int creat(const char *name, mode_t mode) { return open_at(AT_FDCWD, name, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *name, mode_t mode) { return creat(name, mode); }

int renameat(int from, const char *name, int to, const char *other) { return renameat2(from, name, to, other, 0); }
int rename(const char *name, const char *other) { return renameat2(AT_FDCWD, name, AT_FDCWD, other, 0); }

int unlink(const char *name) { return unlinkat(AT_FDCWD, name, 0); }
int rmdir(const char *name) { return unlinkat(AT_FDCWD, name, AT_REMOVEDIR); }
int remove(const char *name) {
    int result = unlinkat(AT_FDCWD, name, 0);
    return result && (errno == EISDIR || errno == EPERM) ? rmdir(name) : result;
}

int mkdir(const char *name, mode_t mode) { return mkdirat(AT_FDCWD, name, mode); }
int link(const char *name, const char *other) { return linkat(AT_FDCWD, name, AT_FDCWD, other, 0); }

#endif
