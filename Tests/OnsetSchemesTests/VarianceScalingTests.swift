import OnsetCore
import OnsetSchemes
import OnsetTestSupport
import Testing

@Suite struct VarianceScalingTests {
  /// One layer of 24 inputs, 40 outputs and 3 × 3 taps, as several frameworks store it.
  static let spellings: [(WeightLayout, Shape)] = [
    (.convolution(), [40, 24, 3, 3]),
    (.transposedConvolution(stride: [1, 1]), [24, 40, 3, 3]),
    (WeightLayout(axes: [.window, .window, .input, .output]), [3, 3, 24, 40]),
    (WeightLayout(axes: [.output, .window, .window, .input]), [40, 3, 3, 24]),
    (.stacked(.convolution()), [2, 40, 24, 3, 3]),
    (.linear, [40, 216]),
    (.matmul, [216, 40]),
  ]

  @Test(arguments: spellings)
  func theSameLayerHasTheSameVarianceInEveryLayout(_ layout: WeightLayout, _ shape: Shape) throws {
    let expected = (2.0 / 216).squareRoot()
    let scheme = VarianceScaling.heNormal()
    #expect(try scheme.expectation(for: shape, layout: layout).standardDeviation == expected)
    let sample = SampleMoments(try scheme.values(shape, layout))
    #expect(abs(sample.varianceScore(expectedStandardDeviation: expected)) < 5.5)
    // The control: taking the first axis for the inputs, as position-guessing code does.
    let wrong = (2.0 / (40 * 9)).squareRoot()
    #expect(abs(sample.varianceScore(expectedStandardDeviation: wrong)) > 5.5)
  }

  @Test func partsOfDifferentSizesHaveTheirOwnVariance() throws {
    let layout = WeightLayout.attention(queries: 256, keys: 32, values: 64)
    let values = try VarianceScaling.glorotUniform.values([352, 128], layout)
    for block in try layout.blocks(of: [352, 128]) {
      let elements = block.rowOffsets.flatMap { row in block.columnOffsets.map { values[row + $0] }
      }
      let sample = SampleMoments(elements)
      let expected = (2.0 / Double(128 + block.rows)).squareRoot()
      #expect(abs(sample.varianceScore(expectedStandardDeviation: expected)) < 5.5)
      let largest = Double(elements.map(\.magnitude).max() ?? 0)
      #expect(largest <= expected * 3.0.squareRoot() * (1 + 1e-6))
      // The control: the fan-out of all parts together.
      let together = (2.0 / Double(128 + 352)).squareRoot()
      #expect(abs(sample.varianceScore(expectedStandardDeviation: together)) > 5.5)
    }
  }

  @Test(arguments: VarianceScaling.Distribution.allCases)
  func distributionsHaveTheirShape(_ distribution: VarianceScaling.Distribution) throws {
    let scheme = VarianceScaling(scale: 3, mode: .fanIn, distribution: distribution)
    let values = try scheme.values([400, 300], .linear)
    let sample = SampleMoments(values)
    #expect(abs(sample.varianceScore(expectedStandardDeviation: 0.1)) < 5.5)
    let largest = Double(values.map(\.magnitude).max() ?? 0)
    // Fourth moments of each distribution over σ⁴, and how far its draws reach in σ.
    let (kurtosis, reach): (Double, ClosedRange<Double>) =
      switch distribution {
      case .normal: (3, 3.9...6.7)
      case .truncatedNormal: (2.3655, 2.25...2.2738)
      case .uniform: (1.8, 1.73...1.732051)
      case .sign: (1, 0.999999...1.000001)
      }
    // The error of a sample's kurtosis is at most √(24 / n), that of the normal distribution.
    #expect(abs(sample.kurtosis - kurtosis) < 5.5 * (24.0 / 120_000).squareRoot())
    #expect(reach.contains(largest / 0.1))
  }

  @Test func gainsMultiplyTheDeviation() throws {
    let base = try VarianceScaling.glorotNormal.expectation(for: [9, 5], layout: .linear)
    let scaled = try VarianceScaling.glorotNormal.multiplied(byGain: -1.5)
      .expectation(for: [9, 5], layout: .linear)
    #expect(abs(scaled.standardDeviation - 1.5 * base.standardDeviation) < 1e-15)
  }

  /// What a fan-in is for: outputs of a transposed convolution with stride have the second moment that
  /// the scale says, once one averages over the positions.
  @Test func stridedTransposedConvolutionsKeepTheSecondMoment() throws {
    let (inputs, outputs, taps, stride, length) = (60, 50, 5, 2, 40)
    let layout = WeightLayout.transposedConvolution(stride: [stride], spatialRank: 1)
    let weight = try VarianceScaling(scale: 1, mode: .fanIn).values(
      [inputs, outputs, taps], layout)
    var generator = SplitMix(state: 5)
    let signal = (0..<inputs * length).map { _ in generator.normal() }
    var result = [Double](repeating: 0, count: outputs * (length * stride + taps))
    let width = length * stride + taps
    for input in 0..<inputs {
      for output in 0..<outputs {
        for position in 0..<length {
          for tap in 0..<taps {
            result[output * width + position * stride + tap] +=
              Double(weight[(input * outputs + output) * taps + tap])
              * signal[input * length + position]
          }
        }
      }
    }
    let inner = (0..<outputs).flatMap { result[$0 * width + taps..<$0 * width + length * stride] }
    let second = inner.reduce(0) { $0 + $1 * $1 } / Double(inner.count)
    // 50 outputs × 75 positions share 60 × 40 inputs and 15,000 weights: about 3 % of spread.
    #expect(abs(second - 1) < 0.15)
    // The control: without the stride the moment would be off by a factor of 2.
    #expect(abs(second - 2) > 0.15 && abs(second - 0.5) > 0.15)
  }
}
