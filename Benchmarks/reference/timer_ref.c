// A bare periodic timer on CLOCK_BOOTTIME: how late the kernel wakes a program that does nothing else, or that makes
// one page durable and does nothing else.
#include "reference.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

/// Keeps a core busy until the parent ends.
static pid_t burn(void) {
    pid_t child = fork();
    if (child != 0) return child;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (volatile uint64_t count = 0;; count++) {}
}

/// Appends a page, synced.
static void sync_page(int file, int64_t number) {
    static char page[8192];
    if (pwrite(file, page, sizeof page, number * sizeof page) != sizeof page || fdatasync(file))
        give_up("the sync failed: %s", strerror(errno));
}

int main(int argc, char **argv) {
    static const struct option options[] = {
        {"period-ms", 1, 0, 'p'}, {"seconds", 1, 0, 's'}, {"load", 1, 0, 'l'}, {"sync", 1, 0, 'y'},
        {"help", 0, 0, 'h'}, {0}};
    int64_t period = 100, seconds = 10, load = 0;
    const char *synced = 0;
    for (int option; (option = getopt_long(argc, argv, "", options, 0)) != -1;) switch (option) {
        case 'p': period = number("period-ms", optarg, 1); break;
        case 's': seconds = number("seconds", optarg, 1); break;
        case 'l': load = number("load", optarg, 0); break;
        case 'y': synced = optarg; break;
        default:
            fprintf(stderr, "usage: timer_ref [--period-ms 100] [--seconds 10] [--load BUSY-PROCESSES] [--sync FILE]\n");
            return 2;
        }

    pid_t burners[64] = {0};
    if (load > 64) load = 64;
    for (int64_t i = 0; i < load; i++) burners[i] = burn();
    prctl(PR_SET_TIMERSLACK, 1);

    size_t count = seconds * 1000 / period;
    if (!count) give_up("--seconds is shorter than one period");
    int64_t *late = calloc(count, sizeof *late);
    int timer = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC);
    int file = synced ? open(synced, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644) : -1;
    if (synced && file < 0) give_up("%s: %s", synced, strerror(errno));
    if (timer < 0 || !late) give_up("no timer: %s", strerror(errno));
    int64_t start = now_us(CLOCK_BOOTTIME) + 50000;
    for (size_t i = 0; i < count; i++) {
        int64_t due = start + (int64_t)i * period * 1000;
        struct itimerspec setting = {.it_value = timespec_of(due)};
        uint64_t expirations;
        if (timerfd_settime(timer, TFD_TIMER_ABSTIME, &setting, 0) || read(timer, &expirations, 8) != 8)
            give_up("the timer failed: %s", strerror(errno));
        if (synced) sync_page(file, i);
        late[i] = now_us(CLOCK_BOOTTIME) - due;
    }
    int64_t last = late[count - 1];
    for (int64_t i = 0; i < load; i++) kill(burners[i], SIGKILL), waitpid(burners[i], 0, 0);

    qsort(late, count, sizeof *late, ascending);
    printf("{\"bench\":\"timer_ref\",\"period_ms\":%lld,\"ticks\":%zu,\"load\":%lld,\"synced\":%s,\"lateness_us\":"
           "{\"p50\":%lld,\"p99\":%lld,\"max\":%lld,\"last\":%lld}}\n",
           (long long)period, count, (long long)load, synced ? "true" : "false", (long long)rank(late, count, 500),
           (long long)rank(late, count, 990), (long long)late[count - 1], (long long)last);
}
