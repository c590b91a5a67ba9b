// Preloaded into the daemon under test: lets a sync or a write of its store fail or be its last act, and moves its
// calendar. What to do stands in a file that is shared with the program that tests; nothing is done unless it says so.
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { DIE_BEFORE = 1, DIE_AFTER = 2, FAIL = 3, LOSE = 4 };

struct orders {
    _Atomic int64_t calendar; // seconds that the calendar is off by
    _Atomic int64_t syncs;    // the sync to act on, counted down; 0 for none
    _Atomic int64_t sync_act;
    _Atomic int64_t writes; // the same for writes to the store's files
    _Atomic int64_t write_act;
};

// A write that no sync has covered yet, as it was before.
struct undo {
    struct undo *next;
    int fd;
    off_t at, length_before;
    size_t old_count;
    char old[];
};

static struct orders *orders;
static struct undo *undos;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_fdatasync)(int);
static int (*real_clock_gettime)(clockid_t, struct timespec *);

__attribute__((constructor)) static void begin(void) {
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_write = dlsym(RTLD_NEXT, "write");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
    const char *path = getenv("WHITECELL_CHAOS_ORDERS");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0) return;
    void *map = mmap(NULL, sizeof *orders, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (map != MAP_FAILED) orders = map;
    close(fd);
}

// Whether this call is the one that the orders mean, and then what to do with it.
static int64_t turn(_Atomic int64_t *count, _Atomic int64_t *act) {
    if (atomic_load(count) <= 0 || atomic_fetch_sub(count, 1) != 1) return 0;
    return atomic_load(act);
}

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

// Whether a descriptor is one of the store's: its write-ahead log or the database itself, as opposed to logs and sockets.
static int is_store(int fd) {
    struct stat status;
    char link[32], path[512];
    if (fstat(fd, &status) || !S_ISREG(status.st_mode)) return 0;
    char *end = link + sizeof link - 1;
    *end = 0;
    int rest = fd;
    do *--end = '0' + rest % 10; while (rest /= 10);
    end -= 14;
    memcpy(end, "/proc/self/fd/", 14);
    ssize_t count = readlink(end, path, sizeof path - 1);
    if (count <= 0) return 0;
    path[count] = 0;
    return strstr(path, "store.db") && !strstr(path, ".run") && !strstr(path, ".lock");
}

static void remember(int fd, size_t count, off_t at) {
    struct stat status;
    struct undo *undo = malloc(sizeof *undo + count);
    if (!undo || fstat(fd, &status)) return;
    ssize_t old = pread(fd, undo->old, count, at);
    *undo = (struct undo){undos, fd, at, status.st_size, old > 0 ? old : 0};
    undos = undo;
}

// What the disk never got is gone: the newest write first.
static void lose(void) {
    for (; undos; undos = undos->next) {
        if (undos->old_count) real_pwrite(undos->fd, undos->old, undos->old_count, undos->at);
        if (ftruncate(undos->fd, undos->length_before)) return;
    }
}

static void forget(int fd) {
    struct undo **place = &undos;
    while (*place) {
        struct undo *undo = *place;
        if (undo->fd != fd) {
            place = &undo->next;
            continue;
        }
        *place = undo->next;
        free(undo);
    }
}

int fdatasync(int fd) {
    if (!orders || !is_store(fd)) return real_fdatasync(fd);
    switch (turn(&orders->syncs, &orders->sync_act)) {
    case DIE_BEFORE: die();
    case DIE_AFTER: real_fdatasync(fd); die();
    case FAIL: errno = EIO; return -1;
    case LOSE: pthread_mutex_lock(&lock); lose(); die();
    }
    int status = real_fdatasync(fd);
    pthread_mutex_lock(&lock);
    forget(fd);
    pthread_mutex_unlock(&lock);
    return status;
}

int fsync(int fd) { return fdatasync(fd); }

static ssize_t put(int fd, const void *bytes, size_t count, off_t at) {
    switch (turn(&orders->writes, &orders->write_act)) {
    case DIE_BEFORE: die();
    case DIE_AFTER: real_pwrite(fd, bytes, count / 2, at); die();
    case FAIL: errno = ENOSPC; return -1;
    }
    pthread_mutex_lock(&lock);
    remember(fd, count, at);
    pthread_mutex_unlock(&lock);
    return real_pwrite(fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t at) {
    return orders && is_store(fd) ? put(fd, bytes, count, at) : real_pwrite(fd, bytes, count, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) { return pwrite64(fd, bytes, count, at); }

ssize_t write(int fd, const void *bytes, size_t count) {
    if (!orders || !is_store(fd)) return real_write(fd, bytes, count);
    off_t at = lseek(fd, 0, SEEK_CUR);
    ssize_t written = put(fd, bytes, count, at);
    if (written > 0) lseek(fd, at + written, SEEK_SET);
    return written;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    int status = real_clock_gettime(clock, time);
    if (!status && orders && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        time->tv_sec += atomic_load(&orders->calendar);
    }
    return status;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    (void)zone;
    struct timespec now;
    int status = clock_gettime(CLOCK_REALTIME, &now);
    *time = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
    return status;
}

time_t time(time_t *place) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (place) *place = now.tv_sec;
    return now.tv_sec;
}
