import Core
import Testing

@testable import Scheduling

@Suite struct TimerQueueTests {
    @Test func comesInOrderOfTimeThenOfAdding() {
        var random = SplitMix64(seed: 3)
        for _ in 0..<50 {
            var queue = TimerQueue<Int>()
            let deadlines = (0..<random.below(200)).map { _ in Int64(random.below(20)) }
            for (number, deadline) in deadlines.enumerated() { queue.add(number, at: Timestamp(nanoseconds: deadline)) }
            var seen: [Int] = []
            while let number = queue.popDue(.distantFuture) { seen.append(number) }
            let wanted = deadlines.indices.sorted { (deadlines[$0], $0) < (deadlines[$1], $1) }
            #expect(seen == wanted)
        }
    }

    @Test func nothingBeforeItsTime() {
        var queue = TimerQueue<Int>()
        queue.add(1, at: Timestamp(nanoseconds: 10))
        #expect(queue.popDue(Timestamp(nanoseconds: 9)) == nil)
        #expect(queue.next == Timestamp(nanoseconds: 10))
        #expect(queue.popDue(Timestamp(nanoseconds: 10)) == 1)
        #expect(queue.next == nil)
    }
}
