// What the reference programs share: the clocks, the options, order statistics, and how they give up.
#pragma once
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/// Says why on stderr and ends with status 1.
__attribute__((noreturn, format(printf, 1, 2))) static inline void give_up(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

/// Microseconds of a clock.
static inline int64_t now_us(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/// The instant as the kernel wants it for a timer.
static inline struct timespec timespec_of(int64_t us) {
    return (struct timespec){.tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000};
}

/// A whole number of an option, from `least` up.
static inline int64_t number(const char *name, const char *text, int64_t least) {
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (errno || *end || end == text || value < least)
        give_up("--%s takes a number from %lld, not '%s'", name, (long long)least, text);
    return value;
}

static inline int ascending(const void *left, const void *right) {
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

/// The value below which so many thousandths of the sorted values lie; 0 of none.
static inline int64_t rank(const int64_t *sorted, size_t count, int thousandths) {
    return count ? sorted[(count - 1) * thousandths / 1000] : 0;
}
