// Preloaded into voucherd by the crash tests. It counts the calls that change files below one folder, ends the process before one of them
// (or in the middle of a write), and keeps beside it what a disk would still have if the power failed then.
//
//   CRASH_ROOT    the folder, as realpath names it; calls elsewhere are none of ours. Without it nothing is done.
//   CRASH_LOG     a file to which each counted call is appended: "number name path"
//   CRASH_AT      the number of the call that is not made any more: the process ends before it
//   CRASH_TORN    set: where that call is a write, its first half is still done
//   CRASH_SHADOW  a folder, on the root's file system, for what is on the disk: file-INODE is a file's content as it was last synced,
//                 folder-INODE the names that a folder had when it was last synced, one a line: "inode mode name". Where the folder is empty,
//                 what stands below the root at the start is on the disk; else the folder goes on from the run before.
#define _GNU_SOURCE
#include "entries.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *root;
static const char *shadow;
static long crash_at;
static bool is_torn;
static int log_file = -1;
static atomic_long calls;

static void die(void) {
    for (;;) syscall(SYS_kill, getpid(), SIGKILL);
}

// A test whose own tool fails must not look like a product that survives.
static void fail(const char *what) {
    dprintf(STDERR_FILENO, "crash.c: %s: %s\n", what, strerror(errno));
    _exit(99);
}

// MARK: Which calls count

static bool is_below(const char *path) {
    size_t length = strlen(root);
    return strncmp(path, root, length) == 0 && (path[length] == '/' || path[length] == 0);
}

// Counts a call; true where it is the one at which the process ends.
static bool is_last(const char *call, const char *path) {
    long number = atomic_fetch_add(&calls, 1) + 1;
    if (log_file >= 0) {
        char line[longest + 64];
        int length = snprintf(line, sizeof line, "%ld %s %s\n", number, call, path);
        if (syscall(SYS_write, log_file, line, (size_t)length) != length) fail("log");
    }
    return number == crash_at;
}

static bool ends_at_file(const char *call, int file) {
    char path[PATH_MAX];
    return root && path_of(file, path) && is_below(path) && is_last(call, path);
}

static bool ends_at_name(const char *call, int folder, const char *name) {
    char path[longest];
    return root && absolute(folder, name, path) && is_below(path) && is_last(call, path);
}

// MARK: What is on the disk

static void copy(int from, const char *name) {
    char temporary[PATH_MAX], place[PATH_MAX], piece[65536];
    snprintf(temporary, sizeof temporary, "%s/.new-%s-%d", shadow, name, gettid());
    snprintf(place, sizeof place, "%s/%s", shadow, name);
    int to = (int)syscall(SYS_openat, AT_FDCWD, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (to < 0) fail(temporary);
    off_t offset = 0;
    for (ssize_t count; (count = pread(from, piece, sizeof piece, offset)) != 0; offset += count) {
        if (count < 0 || syscall(SYS_write, to, piece, (size_t)count) != count) fail(temporary);
    }
    close(to);
    if (syscall(SYS_renameat2, AT_FDCWD, temporary, AT_FDCWD, place, 0)) fail(place);
}

static void note_file(int file, ino_t inode) {
    char path[64], name[64];
    // The caller may have opened it for writing only.
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    snprintf(name, sizeof name, "file-%lu", (unsigned long)inode);
    int readable = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
    if (readable < 0) fail(path);
    copy(readable, name);
    close(readable);
}

static void note_folder(const char *path, ino_t inode, bool is_start);

static void note_start(int folder, const char *name, const struct stat *status, const char *path) {
    if (S_ISDIR(status->st_mode)) {
        note_folder(path, status->st_ino, true);
    } else if (S_ISREG(status->st_mode)) {
        int file = (int)syscall(SYS_openat, folder, name, O_RDONLY | O_CLOEXEC);
        if (file < 0) fail(path);
        note_file(file, status->st_ino);
        close(file);
    }
}

static void note_folder(const char *path, ino_t inode, bool is_start) {
    char temporary[PATH_MAX], place[PATH_MAX];
    snprintf(temporary, sizeof temporary, "%s/.new-folder-%lu", shadow, (unsigned long)inode);
    snprintf(place, sizeof place, "%s/folder-%lu", shadow, (unsigned long)inode);
    int list = (int)syscall(SYS_openat, AT_FDCWD, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    DIR *folder = opendir(path);
    if (list < 0 || !folder) fail(path);
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        struct stat status;
        char line[longest], inner[longest];
        if (fstatat(dirfd(folder), entry->d_name, &status, AT_SYMLINK_NOFOLLOW)) continue;
        int length = snprintf(line, sizeof line, "%lu %o %s\n", (unsigned long)status.st_ino, status.st_mode, entry->d_name);
        if (syscall(SYS_write, list, line, (size_t)length) != length) fail(temporary);
        snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
        if (is_start) note_start(dirfd(folder), entry->d_name, &status, inner);
    }
    closedir(folder);
    close(list);
    if (syscall(SYS_renameat2, AT_FDCWD, temporary, AT_FDCWD, place, 0)) fail(place);
}

// Below the root nothing is really synced: no power fails here, and runs are many.
static int sync_file(int file) {
    char path[PATH_MAX];
    struct stat status;
    if (!root || !path_of(file, path) || !is_below(path)) return (int)syscall(SYS_fsync, file);
    if (fstat(file, &status)) return -1;
    if (!shadow) return 0;
    int kept = errno;
    if (S_ISDIR(status.st_mode)) {
        note_folder(path, status.st_ino, false);
    } else if (S_ISREG(status.st_mode) && status.st_nlink > 0) {
        note_file(file, status.st_ino);
    }
    errno = kept;
    return 0;
}

// A name that has gone may be on the disk still: its inode must not be given to another file meanwhile, also not in a later run. A second name
// beside what is on the disk sees to that.
static void keep_inode(int folder, const char *name) {
    char path[longest], place[PATH_MAX];
    struct stat status;
    if (!shadow || !absolute(folder, name, path) || !is_below(path)) return;
    int kept = errno;
    if (!lstat(path, &status) && S_ISREG(status.st_mode)) {
        snprintf(place, sizeof place, "%s/kept-%lu", shadow, (unsigned long)status.st_ino);
        if (syscall(SYS_linkat, AT_FDCWD, path, AT_FDCWD, place, 0) && errno != EEXIST) fail(place);
    }
    errno = kept;
}

// The same for a folder, which can have no second name: it is moved away instead of removed.
static int remove_folder(int folder, const char *name) {
    char path[longest], place[PATH_MAX];
    struct stat status;
    if (!shadow || !absolute(folder, name, path) || !is_below(path)) return (int)syscall(SYS_unlinkat, folder, name, AT_REMOVEDIR);
    if (lstat(path, &status)) return -1;
    DIR *list = opendir(path);
    if (!list) return -1;
    int entries = 0;
    while (readdir(list)) entries++;
    closedir(list);
    if (entries > 2) {
        errno = ENOTEMPTY;
        return -1;
    }
    snprintf(place, sizeof place, "%s/kept-%lu", shadow, (unsigned long)status.st_ino);
    return (int)syscall(SYS_renameat2, AT_FDCWD, path, AT_FDCWD, place, 0);
}

__attribute__((constructor)) static void begin(void) {
    const char *number = getenv("CRASH_AT"), *log = getenv("CRASH_LOG"), *folder = getenv("CRASH_ROOT");
    if (!folder) return;
    shadow = getenv("CRASH_SHADOW");
    is_torn = getenv("CRASH_TORN") != NULL;
    crash_at = number ? atol(number) : 0;
    if (log && (log_file = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) < 0) fail(log);
    struct stat status;
    if (stat(folder, &status)) fail(folder);
    if (shadow) {
        char place[PATH_MAX];
        snprintf(place, sizeof place, "%s/folder-%lu", shadow, (unsigned long)status.st_ino);
        if (syscall(SYS_faccessat, AT_FDCWD, place, F_OK)) note_folder(folder, status.st_ino, true);
    }
    root = folder;
}

// MARK: Content

ssize_t write(int file, const void *bytes, size_t count) {
    if (ends_at_file("write", file)) {
        if (is_torn) (void)!syscall(SYS_write, file, bytes, count / 2);
        die();
    }
    return syscall(SYS_write, file, bytes, count);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
    if (ends_at_file("write", file)) {
        if (is_torn) (void)!syscall(SYS_pwrite64, file, bytes, count / 2, offset);
        die();
    }
    return syscall(SYS_pwrite64, file, bytes, count, offset);
}

ssize_t writev(int file, const struct iovec *pieces, int count) {
    if (ends_at_file("write", file)) {
        if (is_torn && count > 0) (void)!syscall(SYS_write, file, pieces[0].iov_base, (pieces[0].iov_len + 1) / 2);
        die();
    }
    return syscall(SYS_writev, file, pieces, count);
}

int ftruncate64(int file, off64_t length) {
    if (ends_at_file("ftruncate", file)) die();
    return (int)syscall(SYS_ftruncate, file, length);
}

int posix_fallocate64(int file, off64_t offset, off64_t length) {
    if (ends_at_file("fallocate", file)) die();
    return syscall(SYS_fallocate, file, 0, offset, length) ? errno : 0;
}

int fsync(int file) {
    if (ends_at_file("fsync", file)) die();
    return sync_file(file);
}

// All below the root, as it is.
int syncfs(int file) {
    if (ends_at_file("syncfs", file)) die();
    char path[PATH_MAX];
    struct stat status;
    if (!root || !path_of(file, path) || !is_below(path)) return (int)syscall(SYS_syncfs, file);
    if (!shadow) return 0;
    int kept = errno;
    if (stat(root, &status)) fail(root);
    note_folder(root, status.st_ino, true);
    errno = kept;
    return 0;
}

int fdatasync(int file) {
    if (ends_at_file("fdatasync", file)) die();
    return sync_file(file);
}

// MARK: Names

static int open_at(int folder, const char *name, int flags, mode_t mode) {
    bool changes = flags & O_TRUNC;
    if (root && flags & O_CREAT) {
        int kept = errno;
        changes |= syscall(SYS_faccessat, folder, name, F_OK) != 0;
        errno = kept;
    }
    if (changes && ends_at_name("open", folder, name)) die();
    return (int)syscall(SYS_openat, folder, name, flags, mode);
}

int renameat2(int from, const char *name, int to, const char *other, unsigned flags) {
    if (ends_at_name("rename", to, other)) die();
    keep_inode(to, other);
    return (int)syscall(SYS_renameat2, from, name, to, other, flags);
}
int unlinkat(int folder, const char *name, int flags) {
    // A file that is not there changes nothing by its going.
    int kept = errno;
    bool changes = root && syscall(SYS_faccessat, folder, name, F_OK) == 0;
    errno = kept;
    if (changes && ends_at_name(flags & AT_REMOVEDIR ? "rmdir" : "unlink", folder, name)) die();
    if (flags & AT_REMOVEDIR) return remove_folder(folder, name);
    keep_inode(folder, name);
    return (int)syscall(SYS_unlinkat, folder, name, flags);
}
int mkdirat(int folder, const char *name, mode_t mode) {
    if (ends_at_name("mkdir", folder, name)) die();
    return (int)syscall(SYS_mkdirat, folder, name, mode);
}

int linkat(int from, const char *name, int to, const char *other, int flags) {
    if (ends_at_name("link", to, other)) die();
    return (int)syscall(SYS_linkat, from, name, to, other, flags);
}
