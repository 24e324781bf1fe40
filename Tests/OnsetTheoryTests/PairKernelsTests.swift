import COnsetKernels
import Foundation
import OnsetTestSupport
import Testing

/// The inner loops of kernels: the same bits on every instruction set, and the right angle.
@Suite struct PairKernelsTests {
  static let paths = [ONSET_PATH_BASELINE, ONSET_PATH_AVX2, ONSET_PATH_AVX512]
    .compactMap { onset_kernels_for($0)?.pointee }

  /// Second moments of one input and 40 others, covariances with ρ in [−1, 1], ends included.
  static func pairs() -> (own: Double, others: [Double], covariances: [Double]) {
    var generator = SplitMix(state: 5)
    let others = (0..<40).map { _ in Double.random(in: 0.1...3, using: &generator) }
    let covariances = others.enumerated().map { index, other in
      let rho = index < 2 ? Double(2 * index - 1) : Double.random(in: -1...1, using: &generator)
      return rho * (1.3 * other).squareRoot()
    }
    return (1.3, others, covariances)
  }

  /// What a loop makes of the pairs on one path.
  static func run(
    _ kernels: onset_kernels, _ call: (onset_kernels, UnsafePointer<onset_pairs>) -> Void
  ) -> [UInt64] {
    let (own, others, start) = pairs()
    var covariances = start
    var tangents = covariances.map { $0 + 1 }
    let dense = onset_dense(weight: 1.7, bias: 0.1, gradient: 1.2, bias_gradient: 0.3)
    others.withUnsafeBufferPointer { others in
      covariances.withUnsafeMutableBufferPointer { covariances in
        tangents.withUnsafeMutableBufferPointer { tangents in
          var pairs = onset_pairs(
            own: own, others: others.baseAddress, count: 40, covariances: covariances.baseAddress,
            tangents: tangents.baseAddress, dense: dense)
          call(kernels, &pairs)
        }
      }
    }
    return (covariances + tangents).map(\.bitPattern)
  }

  @Test func everyPathGivesTheSameBits() {
    let coefficients = (0..<(5 * 48)).map { 1 / Double($0 % 7 + 1) }
    let calls: [(onset_kernels, UnsafePointer<onset_pairs>) -> Void] = [
      { $0.rectifier_pairs($1, 0.6, 0.4) }, { $0.erf_pairs($1) }, { $0.gelu_pairs($1) },
      { kernels, pairs in
        coefficients.withUnsafeBufferPointer { buffer in
          var series = onset_series(
            values: buffer.baseAddress, derivatives: buffer.baseAddress, stride: 48, terms: 5,
            first: 1, step: 2, row: 3, column: 0)
          kernels.series_pairs(pairs, &series)
        }
      },
    ]
    for call in calls {
      let reference = Self.run(Self.paths[0], call)
      #expect(reference.allSatisfy { Double(bitPattern: $0).isFinite })
      for path in Self.paths.dropFirst() { #expect(Self.run(path, call) == reference) }
    }
  }

  @Test func anglesAreThoseOfTheLibrary() {
    var generator = SplitMix(state: 6)
    var x = (0..<4000).map { _ in abs(generator.normal()) * exp(4 * generator.normal()) }
    var y = (0..<4000).map { _ in generator.normal() * exp(4 * generator.normal()) }
    x.replaceSubrange(0..<8, with: [0, 0, 0, 1, 1, 1e-300, 1e300, 1])
    y.replaceSubrange(0..<8, with: [0, 1, -1, 0, 1, 1e300, 1e-300, -1])
    for path in Self.paths {
      var angles = [Double](repeating: .nan, count: x.count)
      path.angles(x, y, x.count, &angles)
      for index in x.indices {
        let expected = atan2(y[index], x[index])
        #expect(abs(angles[index] - expected) <= 4 * expected.ulp, "\(x[index]) \(y[index])")
      }
    }
  }
}
