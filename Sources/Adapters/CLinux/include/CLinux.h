// System calls that the Glibc module does not show to Swift.
#pragma once
#include <errno.h>
#include <netinet/tcp.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

// Names the calling thread; `prctl` itself takes a variable number of arguments, which Swift cannot call.
static inline void linux_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

// Lets every other thread go first where both want a core; 19 is the least urgent.
static inline void linux_yield_to_others(void) { setpriority(PRIO_PROCESS, 0, 19); }

// Lets timers of the calling thread fire without slack.
static inline void linux_exact_timers(void) { prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL); }

// glibc 2.34: closes every descriptor from one on in the child.
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
