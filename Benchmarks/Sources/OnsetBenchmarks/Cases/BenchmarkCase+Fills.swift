import Onset

extension BenchmarkCase {
  /// Random fills of a float32 buffer of `size` elements that is allocated and touched beforehand.
  static let fills: [BenchmarkCase] = [
    fill("uniform") { stream, values in
      stream.fillUniform(values, lowerBound: -0.1, upperBound: 0.1)
    },
    fill("normal") { stream, values in
      stream.fillNormal(values, standardDeviation: 0.02)
    },
    fill("truncated_normal") { stream, values in
      stream.fillTruncatedNormal(values, parentStandardDeviation: 0.02, bounds: -2...2)
    },
  ]

  private static func fill(
    _ name: String,
    _ fill: @escaping @Sendable (RandomStream, UnsafeMutableBufferPointer<Float>) -> Void
  ) -> BenchmarkCase {
    BenchmarkCase(name) { size in
      let values = UnsafeMutableBufferPointer<Float>.allocate(capacity: size)
      values.initialize(repeating: 0)
      let stream = RandomStream(seed: 0, name: "benchmark")
      // The buffer lives until the process ends.
      return { fill(stream, values) }
    }
  }
}
