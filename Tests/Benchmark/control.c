// The yardstick of Tests/benchmark-control.sh: a server that reads up to a zero byte and writes a fixed reply, and a
// client that measures any server with this framing.
//
//   control echo SOCKET REPLY                               serves until it is killed
//   control load SOCKET MESSAGE CLIENTS PIPELINED SECONDS PID
//
// `load` prints: calls a second, the median and the 99th percentile in microseconds from writing a call to its last
// byte back, and the microseconds of processor time that the process PID used per call.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static struct sockaddr_un address(const char *path) {
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    strncpy(name.sun_path, path, sizeof name.sun_path - 1);
    return name;
}

static void write_all(int fd, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t count = write(fd, bytes, length);
        if (count <= 0) fail("write");
        bytes += count;
        length -= count;
    }
}

static void echo(const char *path, const char *reply) {
    struct sockaddr_un name = address(path);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0), events = epoll_create1(0);
    unlink(path);
    if (bind(listener, (void *)&name, sizeof name) != 0 || listen(listener, 128) != 0) fail("listen");
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
    epoll_ctl(events, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        struct epoll_event ready[64];
        int count = epoll_wait(events, ready, 64, -1);
        for (int i = 0; i < count; i++) {
            int fd = ready[i].data.fd;
            if (fd == listener) {
                event.data.fd = accept(listener, NULL, NULL);
                epoll_ctl(events, EPOLL_CTL_ADD, event.data.fd, &event);
                continue;
            }
            char bytes[65536];
            ssize_t length = read(fd, bytes, sizeof bytes);
            if (length <= 0) {
                close(fd);
                continue;
            }
            // Whatever is no zero byte belongs to a call that has not ended.
            for (ssize_t at = 0; at < length; at++)
                if (bytes[at] == 0) write_all(fd, reply, strlen(reply) + 1);
        }
    }
}

static const char *path, *message;
static int pipelined;
static double seconds;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

struct client {
    pthread_t thread;
    long calls, room;
    float *times;
};

static void *run(void *argument) {
    struct client *client = argument;
    struct sockaddr_un name = address(path);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(fd, (void *)&name, sizeof name) != 0) fail("connect");
    size_t length = strlen(message) + 1;
    char *batch = malloc(length * pipelined), bytes[65536];
    for (int i = 0; i < pipelined; i++) memcpy(batch + i * length, message, length);
    double end = now() + seconds, begin;
    while ((begin = now()) < end) {
        write_all(fd, batch, length * pipelined);
        for (int answers = 0; answers < pipelined;) {
            ssize_t count = read(fd, bytes, sizeof bytes);
            if (count <= 0) fail("read");
            for (char *zero = bytes; (zero = memchr(zero, 0, bytes + count - zero)) != NULL; zero++) answers++;
        }
        if (client->calls == client->room) {
            client->room = client->room ? client->room * 2 : 1024;
            client->times = realloc(client->times, client->room * sizeof(float));
        }
        client->times[client->calls++] = (now() - begin) * 1e6;
    }
    free(batch);
    close(fd);
    return NULL;
}

// The processor time of a process in microseconds, its threads that have ended included.
static double processor(const char *pid) {
    clockid_t clock;
    struct timespec time;
    if (clock_getcpuclockid(atoi(pid), &clock) != 0 || clock_gettime(clock, &time) != 0) fail(pid);
    return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

static int ascending(const void *a, const void *b) {
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

int main(int count, char **arguments) {
    if (count == 4 && strcmp(arguments[1], "echo") == 0) echo(arguments[2], arguments[3]);
    if (count != 8) return 2;
    path = arguments[2];
    message = arguments[3];
    int clients = atoi(arguments[4]);
    pipelined = atoi(arguments[5]);
    seconds = atof(arguments[6]);
    struct client *all = calloc(clients, sizeof *all);
    double used = processor(arguments[7]), begin = now();
    for (int i = 0; i < clients; i++) pthread_create(&all[i].thread, NULL, run, &all[i]);
    long rounds = 0;
    for (int i = 0; i < clients; i++) {
        pthread_join(all[i].thread, NULL);
        rounds += all[i].calls;
    }
    double took = now() - begin;
    used = processor(arguments[7]) - used;
    float *times = malloc(rounds * sizeof(float)), *next = times;
    for (int i = 0; i < clients; i++) {
        memcpy(next, all[i].times, all[i].calls * sizeof(float));
        next += all[i].calls;
    }
    qsort(times, rounds, sizeof(float), ascending);
    printf("%.0f %.1f %.1f %.2f\n", rounds * pipelined / took, times[rounds / 2], times[rounds * 99 / 100],
           used / (rounds * pipelined));
}
