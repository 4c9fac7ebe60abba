#ifndef CPEER_H
#define CPEER_H

#include <stdint.h>

// Who is at the other end of a Unix socket, as the kernel recorded it when the connection was made.
// Glibc's Swift module has neither `struct ucred` nor SO_PEERGROUPS, hence this shim.

struct cpeer {
    int32_t pid;
    uint32_t uid;
    uint32_t gid;
};

// SO_PEERCRED. Returns 0, or an errno.
int cpeer_credentials(int descriptor, struct cpeer *peer);

// SO_PEERGROUPS: the supplementary groups. `*count` is the room in `groups` and becomes the number of groups.
// Returns 0, ERANGE when there are more groups than room (`*count` then says how many), or another errno.
int cpeer_groups(int descriptor, uint32_t *groups, uint32_t *count);

#endif
