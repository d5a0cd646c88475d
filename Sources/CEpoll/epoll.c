#include "CEpoll.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BATCH = 64 };

static int checked(int result) {
    return result < 0 ? -errno : result;
}

static int control(int epoll, int operation, int fd, uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = events, .data.u64 = token};
    return checked(epoll_ctl(epoll, operation, fd, &event));
}

int cepoll_create(void) {
    return checked(epoll_create1(EPOLL_CLOEXEC));
}

int cepoll_add(int epoll, int fd, uint64_t token) {
    // EPOLLONESHOT with no other bit: errors and hang-ups would still be reported once, and nobody would listen.
    return control(epoll, EPOLL_CTL_ADD, fd, EPOLLONESHOT, token);
}

int cepoll_watch(int epoll, int fd, uint64_t token) {
    return control(epoll, EPOLL_CTL_ADD, fd, EPOLLIN | EPOLLRDHUP, token);
}

int cepoll_arm(int epoll, int fd, uint32_t interest, uint64_t token) {
    uint32_t events = EPOLLONESHOT;
    if (interest & CEPOLL_READ) events |= EPOLLIN | EPOLLRDHUP;
    if (interest & CEPOLL_WRITE) events |= EPOLLOUT;
    return control(epoll, EPOLL_CTL_MOD, fd, events, token);
}

int cepoll_remove(int epoll, int fd) {
    return control(epoll, EPOLL_CTL_DEL, fd, 0, 0);
}

int cepoll_wait(int epoll, struct cepoll_event *events, int capacity, int timeout_ms) {
    struct epoll_event raw[BATCH];
    int count = epoll_wait(epoll, raw, capacity < BATCH ? capacity : BATCH, timeout_ms);
    if (count < 0) return errno == EINTR ? 0 : -errno;
    for (int i = 0; i < count; i++) {
        uint32_t ready = 0;
        if (raw[i].events & (EPOLLIN | EPOLLRDHUP | EPOLLERR | EPOLLHUP)) ready |= CEPOLL_READ;
        if (raw[i].events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) ready |= CEPOLL_WRITE;
        events[i].token = raw[i].data.u64;
        events[i].ready = ready;
    }
    return count;
}

int cepoll_wakeup_open(int epoll, uint64_t token) {
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (fd < 0) return -errno;
    int result = control(epoll, EPOLL_CTL_ADD, fd, EPOLLIN, token);
    if (result < 0) {
        close(fd);
        return result;
    }
    return fd;
}

int cepoll_wakeup_signal(int fd) {
    // EAGAIN means the counter is full, that is: already signalled.
    int result = checked(eventfd_write(fd, 1));
    return result == -EAGAIN ? 0 : result;
}

int cepoll_wakeup_drain(int fd) {
    eventfd_t value;
    int result = checked(eventfd_read(fd, &value));
    return result == -EAGAIN ? 0 : result;
}

int cepoll_peek(int fd) {
    char byte;
    ssize_t count = recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (count > 0) return 2;
    if (count == 0) return 0;
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? 1 : 0;
}
