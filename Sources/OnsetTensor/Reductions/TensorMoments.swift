import COnsetKernels
import OnsetCore

/// What one pass over a tensor finds, at the speed of memory.
public struct TensorMoments: Sendable, Hashable {
  /// The number of elements.
  public let count: Int
  /// E[x].
  public let mean: Double
  /// E[x²], which is not the variance.
  public let secondMoment: Double
  /// The share of elements that are exactly 0.
  public let zeroShare: Double
  /// max |x|; NaN does not count (it shows in the mean).
  public let greatest: Double
}

extension Tensor {
  /// Mean, second moment, share of zeros and largest size of all elements; zeros for no elements.
  public func moments() throws -> TensorMoments {
    guard dtype.isFloatingPoint else { return try cast(to: .float64).moments() }
    let (count, chunk) = (shape.count, ArrayKernels.chunk)
    var parts = [onset_moments](repeating: onset_moments(), count: (count + chunk - 1) / chunk)
    if dtype == .float32 {
      parts.withUnsafeMutableBufferPointer { parts in
        nonisolated(unsafe) let (parts, values) = (parts, pointer(Float.self))
        let loop = ArrayKernels.loops.moments
        ArrayKernels.run(count) { range in
          loop?(
            values + range.lowerBound, range.count, &parts[range.lowerBound / chunk])
        }
      }
    } else {
      let values = pointer(Double.self)
      for index in 0..<count {
        let x = values[index]
        parts[index / chunk].sum += x
        parts[index / chunk].sum_of_squares += x * x
        parts[index / chunk].greatest = Swift.max(parts[index / chunk].greatest, abs(x))
        parts[index / chunk].zeros += x == 0 ? 1 : 0
      }
    }
    let divisor = Double(Swift.max(1, count))
    return TensorMoments(
      count: count, mean: parts.reduce(0) { $0 + $1.sum } / divisor,
      secondMoment: parts.reduce(0) { $0 + $1.sum_of_squares } / divisor,
      zeroShare: Double(parts.reduce(0) { $0 + $1.zeros }) / divisor,
      greatest: parts.reduce(0) { Swift.max($0, $1.greatest) })
  }
}
