// The few Linux calls that Swift's Glibc module does not export.
// _GNU_SOURCE stays out of this header: defining it here would change the types that Glibc's own module declares.
#ifndef CEPOLL_H
#define CEPOLL_H

#include <stdint.h>

/// One readiness report: which registration, and for what.
struct cepoll_event {
    uint64_t token;
    uint32_t ready;
};

/// Bits of interest and readiness. Errors and hang-ups count as both readable and writable.
enum {
    CEPOLL_READ = 1,
    CEPOLL_WRITE = 2,
};

// Every function returns a value >= 0, or minus errno.

/// Opens an epoll instance, closed on exec.
int cepoll_create(void);

/// Registers a descriptor with no interest yet.
int cepoll_add(int epoll, int fd, uint64_t token);

/// Registers a descriptor that is reported whenever something can be read from it, again and again.
int cepoll_watch(int epoll, int fd, uint64_t token);

/// Arms a registered descriptor for one report, replacing what it was armed for.
int cepoll_arm(int epoll, int fd, uint32_t interest, uint64_t token);

/// Forgets a descriptor. Must happen before the descriptor is closed.
int cepoll_remove(int epoll, int fd);

/// Waits at most `timeout_ms` (-1: for ever) and fills in up to `capacity` reports. A signal is a return of 0.
int cepoll_wait(int epoll, struct cepoll_event *events, int capacity, int timeout_ms);

/// Registers a wake-up counter under `token`, level triggered, and returns its descriptor.
int cepoll_wakeup_open(int epoll, uint64_t token);

/// Makes a wait return, now or the next time.
int cepoll_wakeup_signal(int fd);

/// Takes back all signals given so far.
int cepoll_wakeup_drain(int fd);

/// Looks at a socket without waiting: 1 silent and open, 2 something to read, 0 closed by the other side.
int cepoll_peek(int fd);

#endif
