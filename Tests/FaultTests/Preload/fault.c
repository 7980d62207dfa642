// Preloaded into voucherd by the fault tests. It makes calls fail as a disk, a limit or a clock would, for as long as a file says so.
//
//   FAULT_RULES  a file of two pages, which the test writes while the program runs. On the first page stand rules, one a line, and a zero byte:
//
//     ERRNO CALLS PATH AFTER TIMES   of the calls of these names (comma between) on a file whose path has PATH in it, let AFTER pass, then let TIMES
//                                    fail (0: all that follow); "-" is any path. A write that fails with ENOSPC first writes half of its bytes where
//                                    CALLS has "torn" in it.
//     now SECONDS                    the clock stands still there
//     overflow                       notices of inotify are lost, as if there had been too many
//
//                The first line is a number; another one makes the counters begin anew. On the second page stands, as a 64-bit number, how many calls
//                failed since.
#define _GNU_SOURCE
#include "entries.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { page = 4096, most_rules = 16 };

static const char *rules;
static atomic_long *failures;
static atomic_long generation = -1;
static atomic_long counts[most_rules];

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("FAULT_RULES");
    if (!path) return;
    int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
    void *map = file < 0 ? MAP_FAILED : mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (map == MAP_FAILED) {
        // A test whose own tool fails must not look like a product that bears everything.
        dprintf(STDERR_FILENO, "fault.c: %s: %s\n", path, strerror(errno));
        _exit(99);
    }
    // The descriptor would count against the program's limit.
    syscall(SYS_close, file);
    rules = map;
    failures = (atomic_long *)((char *)map + page);
}

static bool has_word(const char *words, const char *word) {
    size_t length = strlen(word);
    for (const char *at = words; (at = strstr(at, word)); at += length) {
        bool begins = at == words || at[-1] == ',', ends = at[length] == ',' || at[length] == 0;
        if (begins && ends) return true;
    }
    return false;
}

// What goes wrong with a call: an error number, or 0. `torn` tells whether half of a write is still done.
static int fault(const char *call, const char *path, bool *torn) {
    if (!rules || !rules[0]) return 0;
    char text[page], *rest = text;
    memcpy(text, rules, page - 1);
    text[page - 1] = 0;
    long number = atol(strsep(&rest, "\n"));
    if (atomic_exchange(&generation, number) != number) {
        for (int index = 0; index < most_rules; index++) atomic_store(&counts[index], 0);
    }
    int index = 0;
    for (char *line; rest && (line = strsep(&rest, "\n")) && index < most_rules; index++) {
        int error;
        char calls[256], part[512];
        long after, times;
        if (sscanf(line, "%d %255s %511s %ld %ld", &error, calls, part, &after, &times) != 5) continue;
        if (!has_word(calls, call) || (strcmp(part, "-") && !strstr(path, part))) continue;
        long count = atomic_fetch_add(&counts[index], 1);
        if (count < after || (times > 0 && count >= after + times)) continue;
        atomic_fetch_add(failures, 1);
        if (torn) *torn = has_word(calls, "torn");
        return error;
    }
    return 0;
}

static bool setting(const char *name, long long *value) {
    if (!rules || !rules[0]) return false;
    const char *line = strstr(rules, name);
    if (line && value) *value = atoll(line + strlen(name));
    return line != NULL;
}

// MARK: Which calls fail

static int fault_at_name(const char *call, int folder, const char *name) {
    char path[longest];
    return rules && absolute(folder, name, path) ? fault(call, path, NULL) : 0;
}

static int fault_at_file(const char *call, int file, bool *torn) {
    char path[PATH_MAX];
    return rules && path_of(file, path) ? fault(call, path, torn) : 0;
}

#define FAIL(number) \
    do { \
        int failed_with = (number); \
        if (failed_with) { \
            errno = failed_with; \
            return -1; \
        } \
    } while (0)

// MARK: Content

ssize_t write(int file, const void *bytes, size_t count) {
    bool torn = false;
    int error = fault_at_file("write", file, &torn);
    // A disk that fills up takes what fits, and says so with the next write only.
    if (error && torn && count > 1) return syscall(SYS_write, file, bytes, count / 2);
    FAIL(error);
    return syscall(SYS_write, file, bytes, count);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
    FAIL(fault_at_file("write", file, NULL));
    return syscall(SYS_pwrite64, file, bytes, count, offset);
}

ssize_t writev(int file, const struct iovec *pieces, int count) {
    FAIL(fault_at_file("write", file, NULL));
    return syscall(SYS_writev, file, pieces, count);
}

static ssize_t overflow(int file, void *bytes, size_t size) {
    char path[PATH_MAX];
    if (size < sizeof(struct inotify_event) || !setting("\noverflow\n", NULL) || !path_of(file, path) || strcmp(path, "anon_inode:inotify")) return 0;
    if (syscall(SYS_read, file, bytes, size) <= 0) return 0;
    struct inotify_event event = {.wd = -1, .mask = IN_Q_OVERFLOW};
    memcpy(bytes, &event, sizeof event);
    atomic_fetch_add(failures, 1);
    return sizeof event;
}

ssize_t read(int file, void *bytes, size_t size) {
    FAIL(fault_at_file("read", file, NULL));
    ssize_t lost = overflow(file, bytes, size);
    return lost ? lost : syscall(SYS_read, file, bytes, size);
}

ssize_t pread64(int file, void *bytes, size_t size, off64_t offset) {
    FAIL(fault_at_file("read", file, NULL));
    return syscall(SYS_pread64, file, bytes, size, offset);
}
ssize_t pread(int file, void *bytes, size_t size, off_t offset) { return pread64(file, bytes, size, offset); }

int ftruncate64(int file, off64_t length) {
    FAIL(fault_at_file("truncate", file, NULL));
    return (int)syscall(SYS_ftruncate, file, length);
}

int posix_fallocate64(int file, off64_t offset, off64_t length) {
    int error = fault_at_file("write", file, NULL);
    if (error) return error;
    return syscall(SYS_fallocate, file, 0, offset, length) ? errno : 0;
}

int fsync(int file) {
    FAIL(fault_at_file("sync", file, NULL));
    return (int)syscall(SYS_fsync, file);
}
int syncfs(int file) {
    FAIL(fault_at_file("sync", file, NULL));
    return (int)syscall(SYS_syncfs, file);
}

int fdatasync(int file) {
    FAIL(fault_at_file("sync", file, NULL));
    return (int)syscall(SYS_fdatasync, file);
}

// MARK: Names

static int open_at(int folder, const char *name, int flags, mode_t mode) {
    FAIL(fault_at_name("open", folder, name));
    if ((flags & O_ACCMODE) != O_RDONLY || flags & O_CREAT) FAIL(fault_at_name("open-to-write", folder, name));
    return (int)syscall(SYS_openat, folder, name, flags, mode);
}

int renameat2(int from, const char *name, int to, const char *other, unsigned flags) {
    FAIL(fault_at_name("rename", from, name));
    FAIL(fault_at_name("rename", to, other));
    return (int)syscall(SYS_renameat2, from, name, to, other, flags);
}
int unlinkat(int folder, const char *name, int flags) {
    FAIL(fault_at_name(flags & AT_REMOVEDIR ? "rmdir" : "unlink", folder, name));
    return (int)syscall(SYS_unlinkat, folder, name, flags);
}
int mkdirat(int folder, const char *name, mode_t mode) {
    FAIL(fault_at_name("mkdir", folder, name));
    return (int)syscall(SYS_mkdirat, folder, name, mode);
}

int linkat(int from, const char *name, int to, const char *other, int flags) {
    FAIL(fault_at_name("link", from, name));
    FAIL(fault_at_name("link", to, other));
    return (int)syscall(SYS_linkat, from, name, to, other, flags);
}

// MARK: The clock

int clock_gettime(clockid_t clock, struct timespec *now) {
    long long seconds;
    if ((clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) && setting("\nnow ", &seconds)) {
        *now = (struct timespec){.tv_sec = seconds};
        return 0;
    }
    return (int)syscall(SYS_clock_gettime, clock, now);
}

time_t time(time_t *place) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (place) *place = now.tv_sec;
    return now.tv_sec;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    (void)zone;
    struct timespec precise;
    clock_gettime(CLOCK_REALTIME, &precise);
    *now = (struct timeval){.tv_sec = precise.tv_sec, .tv_usec = precise.tv_nsec / 1000};
    return 0;
}
