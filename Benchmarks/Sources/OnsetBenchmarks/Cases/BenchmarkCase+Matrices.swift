import Onset

extension BenchmarkCase {
  /// Square orthogonal matrices of `size` rows, into a float32 buffer that is touched beforehand.
  static let matrices: [BenchmarkCase] = [
    BenchmarkCase("orthogonal") { size in
      let values = UnsafeMutableBufferPointer<Float>.allocate(capacity: size * size)
      values.initialize(repeating: 0)
      let stream = RandomStream(seed: 0, name: "benchmark")
      // The buffer lives until the process ends.
      return {
        try Orthogonal().fill(
          values, from: 0, shape: [size, size], layout: .linear, stream: stream)
      }
    }
  ]
}
