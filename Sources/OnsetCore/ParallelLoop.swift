import Dispatch
import Synchronization

/// A loop whose turns are independent of each other, run on several cores.
///
/// Which core takes which turn is left to chance, so a turn must write only to places of its own and
/// must not depend on the number of threads: then neither does the result.
package enum ParallelLoop {
  /// Runs `body` once for every index below `count` and returns when all are done.
  ///
  /// - Parameters:
  ///   - count: The number of turns; nothing happens for 0 or less.
  ///   - threads: The most turns to have in flight, at least 1; the machine's cores bound it too.
  ///   - body: One turn. Turns are handed out in order, so put the long ones first.
  package static func run(_ count: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
    let workers = min(threads, count)
    guard workers > 1 else {
      for index in 0..<max(0, count) { body(index) }
      return
    }
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        body(index)
      }
    }
  }
}
