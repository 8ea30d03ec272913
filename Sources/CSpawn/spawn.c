#define _GNU_SOURCE
#include "cspawn.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif

const int32_t CSPAWN_LIMIT_CORE = RLIMIT_CORE;
const int32_t CSPAWN_LIMIT_FILES = RLIMIT_NOFILE;
const int32_t CSPAWN_LIMIT_FILE_BYTES = RLIMIT_FSIZE;
const int32_t CSPAWN_LIMIT_ADDRESS_SPACE = RLIMIT_AS;
const int32_t CSPAWN_LIMIT_PROCESSES = RLIMIT_NPROC;

enum { FDS_MAX = 16 };

/* Everything below until cspawn_start runs in the vfork child: it shares the parent's memory, so it allocates
   nothing, takes no lock and writes only to `result` and its own stack. */

static int fail(struct cspawn_result *result, int stage, int index) {
    result->error = errno;
    result->stage = stage;
    result->index = index;
    return -1;
}

static int write_text(const char *path, const char *text) {
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    size_t length = strlen(text);
    ssize_t written = write(fd, text, length);
    int saved = errno;
    close(fd);
    errno = saved;
    return written == (ssize_t)length ? 0 : -1;
}

/* A mount namespace of the child's own; without the privilege for it, inside a user namespace that keeps the ids. */
static int enter_namespace(void) {
    if (unshare(CLONE_NEWNS) == 0) return 0;
    if (errno != EPERM) return -1;
    char uids[64], gids[64];
    snprintf(uids, sizeof uids, "%u %u 1", (unsigned)geteuid(), (unsigned)geteuid());
    snprintf(gids, sizeof gids, "%u %u 1", (unsigned)getegid(), (unsigned)getegid());
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return -1;
    if (write_text("/proc/self/setgroups", "deny") != 0) return -1;
    if (write_text("/proc/self/uid_map", uids) != 0) return -1;
    return write_text("/proc/self/gid_map", gids);
}

static int make_step(const struct cspawn_step *step) {
    if (step->kind == CSPAWN_DIRECTORY) return mkdir(step->destination, 0755);
    if (step->kind == CSPAWN_SYMLINK) return symlink(step->source, step->destination);
    if (step->kind == CSPAWN_PROTECT) {
        if (mount(step->destination, step->destination, NULL, MS_BIND, NULL) != 0) return -1;
        unsigned long flags = MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NOEXEC;
        return mount(NULL, step->destination, NULL, flags, NULL);
    }
    if (step->kind == CSPAWN_FOLDER) {
        if (mkdir(step->destination, 0755) != 0) return -1;
        return mount(step->source, step->destination, NULL, MS_BIND | MS_REC, NULL);
    }
    int fd = open(step->destination, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0444);
    if (fd < 0) return -1;
    close(fd);
    return mount(step->source, step->destination, NULL, MS_BIND, NULL);
}

static int make_tree(const struct cspawn_request *request, struct cspawn_result *result) {
    if (enter_namespace() != 0) return fail(result, CSPAWN_STAGE_NAMESPACE, 0);
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) return fail(result, CSPAWN_STAGE_NAMESPACE, 1);
    umask(022);
    if (request->tree != NULL && mount("tmpfs", request->tree, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755") != 0) {
        return fail(result, CSPAWN_STAGE_NAMESPACE, 2);
    }
    for (int32_t i = 0; i < request->step_count; i++) {
        if (make_step(&request->steps[i]) != 0) return fail(result, CSPAWN_STAGE_TREE, i);
    }
    return 0;
}

static int join_groups(const struct cspawn_request *request, struct cspawn_result *result) {
    for (int32_t i = 0; i < request->cgroup_fd_count; i++) {
        if (write(request->cgroup_fds[i], "0", 1) != 1) return fail(result, CSPAWN_STAGE_CGROUP, i);
    }
    return 0;
}

/* First out of the way of the numbers that are wanted, then into place. */
static int place_descriptors(const struct cspawn_request *request, struct cspawn_result *result) {
    int moved[FDS_MAX];
    for (int32_t i = 0; i < request->fd_count; i++) {
        moved[i] = fcntl(request->fds[i], F_DUPFD_CLOEXEC, FDS_MAX);
        if (moved[i] < 0) return fail(result, CSPAWN_STAGE_DESCRIPTORS, i);
    }
    for (int32_t i = 0; i < request->fd_count; i++) {
        if (dup2(moved[i], i) < 0) return fail(result, CSPAWN_STAGE_DESCRIPTORS, i);
    }
    /* A kernel before 5.9 lacks the call: all descriptors of this program are close-on-exec as it is. */
    syscall(SYS_close_range, (unsigned)request->fd_count, ~0U, 0U);
    return 0;
}

static int set_limits(const struct cspawn_request *request, struct cspawn_result *result) {
    for (int32_t i = 0; i < request->limit_count; i++) {
        struct rlimit now;
        if (getrlimit(request->limits[i].resource, &now) != 0) return fail(result, CSPAWN_STAGE_LIMITS, i);
        rlim_t value = request->limits[i].value;
        if (now.rlim_max != RLIM_INFINITY && now.rlim_max < value) value = now.rlim_max;
        struct rlimit wanted = {value, value};
        if (setrlimit(request->limits[i].resource, &wanted) != 0) return fail(result, CSPAWN_STAGE_LIMITS, i);
    }
    return 0;
}

static void reset_signals(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = SIG_DFL;
    for (int number = 1; number < NSIG; number++) sigaction(number, &action, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static __attribute__((noinline, noreturn)) void run_child(
    const struct cspawn_request *request, struct cspawn_result *result) {
    reset_signals();
    if (request->step_count > 0 && make_tree(request, result) != 0) _exit(127);
    if (join_groups(request, result) != 0) _exit(127);
    if (place_descriptors(request, result) != 0) _exit(127);
    if (set_limits(request, result) != 0) _exit(127);
    execve(request->path, request->argv, request->envp);
    fail(result, CSPAWN_STAGE_EXEC, 0);
    _exit(127);
}

int cspawn_start(const struct cspawn_request *request, struct cspawn_result *result) {
    memset(result, 0, sizeof *result);
    result->pidfd = -1;
    if (request->fd_count > FDS_MAX) {
        errno = EINVAL;
        return fail(result, CSPAWN_STAGE_DESCRIPTORS, 0);
    }
    /* No handler of this process may run in the child while it shares our memory. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t pid = vfork();
    if (pid == 0) run_child(request, result);
    int fork_error = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (pid < 0) {
        errno = fork_error;
        return fail(result, CSPAWN_STAGE_FORK, 0);
    }
    result->pid = pid;
    if (result->error != 0) {
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
        }
        return -1;
    }
    result->pidfd = cspawn_pidfd_open(pid);
    if (result->pidfd < 0) {
        fail(result, CSPAWN_STAGE_FORK, 1);
        kill(pid, SIGKILL);
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
        }
        return -1;
    }
    return 0;
}

int cspawn_pidfd_open(int32_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int cspawn_pidfd_kill(int pidfd, int signal) {
    return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
}

int cspawn_memfd(const char *name) { return (int)syscall(SYS_memfd_create, name, MFD_CLOEXEC); }

int cspawn_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int cspawn_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }
