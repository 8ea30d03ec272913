#ifndef CSPAWN_H
#define CSPAWN_H

#include <stdint.h>

/* Starts one program with what posix_spawn(3) cannot do: resource limits, control groups and a private tree of
   read-only mounts. All of it is done between vfork and exec, so that no helper program has to be started. */

/* One step in making the tree: an empty directory, a link with the target `source`, the file or folder of the host
   at `source`, or a read-only mount of the file `destination` over itself: a device node stays usable by it, but its
   mode and owner cannot be changed. */
enum { CSPAWN_DIRECTORY = 0, CSPAWN_SYMLINK = 1, CSPAWN_FILE = 2, CSPAWN_FOLDER = 3, CSPAWN_PROTECT = 4 };

struct cspawn_step {
    int32_t kind;
    const char *source;
    const char *destination;
};

/* The resources that are limited here: their numbers differ between machines, and Swift does not see all of them. */
extern const int32_t CSPAWN_LIMIT_CORE;
extern const int32_t CSPAWN_LIMIT_FILES;
extern const int32_t CSPAWN_LIMIT_FILE_BYTES;
extern const int32_t CSPAWN_LIMIT_ADDRESS_SPACE;
extern const int32_t CSPAWN_LIMIT_PROCESSES;

/* Sets the soft and the hard limit to `value`, or to the present hard limit where that is lower. */
struct cspawn_limit {
    int32_t resource;
    uint64_t value;
};

struct cspawn_request {
    const char *path;
    char *const *argv;
    char *const *envp;
    /* The child's descriptor i is fds[i]; it has no others. */
    const int32_t *fds;
    int32_t fd_count;
    /* Open `cgroup.procs` files of the groups to join. */
    const int32_t *cgroup_fds;
    int32_t cgroup_fd_count;
    const struct cspawn_limit *limits;
    int32_t limit_count;
    /* Steps are made in a mount namespace that only the child sees. `tree` is an empty folder over which a tmpfs is
       mounted for them; NULL for none. */
    const char *tree;
    const struct cspawn_step *steps;
    int32_t step_count;
};

/* Where a start failed. */
enum {
    CSPAWN_STAGE_FORK = 1,
    CSPAWN_STAGE_NAMESPACE = 2,
    CSPAWN_STAGE_TREE = 3,
    CSPAWN_STAGE_CGROUP = 4,
    CSPAWN_STAGE_DESCRIPTORS = 5,
    CSPAWN_STAGE_LIMITS = 6,
    CSPAWN_STAGE_EXEC = 7
};

struct cspawn_result {
    int32_t pid;
    int32_t pidfd;
    /* errno and stage of a failure; `index` counts the step, group or limit that failed. */
    int32_t error;
    int32_t stage;
    int32_t index;
};

/* Returns 0, or -1 with error, stage and index set. The caller waits for the child and closes the pidfd. */
int cspawn_start(const struct cspawn_request *request, struct cspawn_result *result);

/* pidfd_open(2) and pidfd_send_signal(2), which older C libraries lack; memfd_create(2) with close-on-exec. */
int cspawn_pidfd_open(int32_t pid);
int cspawn_pidfd_kill(int pidfd, int signal);
int cspawn_memfd(const char *name);

/* pipe2(2), close-on-exec. */
int cspawn_pipe(int ends[2]);

/* eventfd(2), close-on-exec and not blocking. */
int cspawn_eventfd(void);

#endif
