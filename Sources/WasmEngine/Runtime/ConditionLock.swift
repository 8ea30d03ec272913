import Glibc

/// A value under a lock that threads can wait on for a change.
///
/// `@unchecked Sendable`: the value is reached only with the lock held.
final class ConditionLock<Value>: @unchecked Sendable {
    // On the heap by hand: the system's objects must not move.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var value: Value

    init(_ value: Value) {
        self.value = value
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }

    /// Blocks the thread until `isMet` is true; whoever changes the value has to signal.
    func wait(until isMet: (inout Value) -> Bool) { _ = waitFor { isMet(&$0) ? true : nil } }

    /// Blocks the thread until `take` gives something.
    func waitFor<Result>(_ take: (inout Value) -> Result?) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let result = take(&value) { return result }
            pthread_cond_wait(condition, mutex)
        }
    }

    func signalOne() { pthread_cond_signal(condition) }

    func signalAll() { pthread_cond_broadcast(condition) }
}
