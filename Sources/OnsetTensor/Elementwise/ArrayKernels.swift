package import COnsetKernels
import OnsetCore

/// The loops over elements, for the widest vectors of this processor.
package enum ArrayKernels {
  /// Elements that one core takes at a time; fixed, so that no result depends on the number of cores.
  static let chunk = 32_768

  /// The cores to use, all by default; set within a task, for tests of results that must not depend on it.
  @TaskLocal package static var threads = Int.max

  /// The loops of a path, the widest by default; set within a task, for tests of the other paths.
  @TaskLocal package static var loops: onset_kernels = {
    guard let loops = onset_best_kernels() else {
      preconditionFailure("the baseline path is in every build")
    }
    return loops.pointee
  }()

  /// Runs `body` on ranges of a fixed size that cover `count` elements, on all cores.
  static func run(_ count: Int, chunk: Int = chunk, _ body: @Sendable (Range<Int>) -> Void) {
    guard count > chunk else {
      if count > 0 { body(0..<count) }
      return
    }
    ParallelLoop.run((count + chunk - 1) / chunk, threads: threads) { turn in
      body(turn * chunk..<min(count, (turn + 1) * chunk))
    }
  }
}

extension DType {
  /// The type's name in the loops.
  var kernelType: onset_type {
    switch self {
    case .float32: ONSET_FLOAT32
    case .float64: ONSET_FLOAT64
    case .int64: ONSET_INT64
    case .int32: ONSET_INT32
    default: ONSET_BOOL
    }
  }

  var size: Int { tensorByteCount ?? 1 }
}
