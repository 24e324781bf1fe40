import OnsetCore
import OnsetSchemes
import Testing

/// A weight on which every scheme that applies to it is tried.
struct WeightCase: CustomTestStringConvertible, Sendable {
  let name: String
  let layout: WeightLayout
  let shape: Shape

  var testDescription: String { name }
  var isConvolution: Bool { layout.axes.contains(.window) }
  var isPacked: Bool { !layout.parts.isEmpty }

  static let all: [WeightCase] = [
    .init(name: "linear", layout: .linear, shape: [96, 60]),
    .init(name: "matmul", layout: .matmul, shape: [60, 96]),
    .init(name: "embedding", layout: .embedding, shape: [150, 40]),
    .init(name: "convolution", layout: .convolution(), shape: [40, 24, 3, 3]),
    .init(name: "convolution1", layout: .convolution(spatialRank: 1), shape: [40, 24, 5]),
    .init(name: "convolution3", layout: .convolution(spatialRank: 3), shape: [24, 12, 3, 3, 3]),
    .init(name: "grouped", layout: .convolution(groups: 4), shape: [64, 12, 3, 3]),
    .init(name: "depthwise", layout: .convolution(groups: 320), shape: [320, 1, 3, 3]),
    .init(
      name: "transposed", layout: .transposedConvolution(groups: 2, stride: [2, 2]),
      shape: [48, 20, 4, 4]),
    .init(
      name: "attention", layout: .attention(queries: 64, keys: 16, values: 16), shape: [96, 48]),
    .init(
      name: "recurrent",
      layout: .recurrent(gates: ["input", "forget", "cell", "output"], hidden: 24),
      shape: [96, 24]),
    .init(name: "experts", layout: .stacked(.linear), shape: [6, 32, 20]),
    .init(
      name: "directions",
      layout: .stacked(.recurrent(gates: ["reset", "update", "new"], hidden: 20)),
      shape: [2, 60, 30]),
    .init(
      name: "keras packed",
      layout: WeightLayout(
        axes: [.input, .output],
        parts: [.init("q", extent: 40), .init("k", extent: 20), .init("v", extent: 20)]),
      shape: [48, 80]),
    .init(
      name: "keras convolution", layout: WeightLayout(axes: [.window, .window, .input, .output]),
      shape: [3, 3, 20, 32]),
  ]
}

/// A scheme together with what is known about its draws.
struct SchemeCase: CustomTestStringConvertible, Sendable {
  let scheme: Scheme
  /// Whether the squares of the elements always have the same sum.
  var hasExactSecondMoment = false
  /// Whether the seed and the name matter.
  var isRandom = true
  /// The weights on which the scheme is defined.
  var applies: @Sendable (WeightCase) -> Bool = { _ in true }

  var testDescription: String { scheme.description }

  static let all: [SchemeCase] = [
    .init(scheme: .zeros, isRandom: false),
    .init(scheme: .constant(-2.5), isRandom: false),
    .init(scheme: .identity(gain: 3), isRandom: false) { !$0.isConvolution },
    .init(scheme: .dirac(), isRandom: false) { $0.isConvolution },
    .init(scheme: .uniform(Uniform(lowerBound: -1, upperBound: 0.5))),
    .init(scheme: .normal(mean: 0.3, standardDeviation: 0.02)),
    .init(scheme: .truncatedNormal(mean: -1, standardDeviation: 0.5, bounds: -1...3)),
    .init(
      scheme: .truncatedNormal(
        TruncatedNormal(parentStandardDeviation: 1, absoluteBounds: -0.5...2))),
    .init(scheme: .glorotNormal),
    .init(scheme: .glorotUniform),
    .init(scheme: .heNormal(mode: .fanOut, negativeSlope: 0.2)),
    .init(scheme: .heUniform()),
    .init(scheme: .varianceScaling(scale: 2, mode: .fanOut, distribution: .truncatedNormal)),
    .init(scheme: .varianceScaling(scale: 1, mode: .fanOut, distribution: .sign)),
    .init(scheme: .orthogonal(gain: 1.5), hasExactSecondMoment: true),
    .init(scheme: .deltaOrthogonal(gain: 2), hasExactSecondMoment: true) { $0.isConvolution },
    .init(scheme: .sparse(Sparse(sparsity: 0.6, standardDeviation: 0.1))),
    .init(scheme: .sinusoidal(Sinusoidal()), isRandom: false),
    .init(scheme: .heNormal().rowCentred(share: 0.7)),
    .init(scheme: .orthogonal().rowCentred()),
    .init(scheme: .orthogonal(gain: 2).mirrored(), hasExactSecondMoment: true) {
      ["linear", "matmul", "convolution", "convolution3", "keras convolution"].contains($0.name)
    },
    .init(scheme: .leCunNormal.scaled(by: 0.1)),
    .init(
      scheme: .blockwise(["forget": .ones, "cell": .orthogonal()], otherwise: .glorotNormal)
    ) { $0.name == "recurrent" },
    .init(
      scheme: .blockwise(["reset": .ones, "new": .heNormal()], otherwise: .uniform(bound: 0.1))
    ) { $0.name == "directions" },
  ]
}

/// One scheme on one weight.
struct ConformanceCase: CustomTestStringConvertible, Sendable {
  let rule: SchemeCase
  let weight: WeightCase

  var testDescription: String { "\(rule.testDescription) on \(weight.testDescription)" }
  var scheme: Scheme { rule.scheme }

  static let all: [ConformanceCase] = SchemeCase.all.flatMap { rule in
    WeightCase.all.filter(rule.applies).map { ConformanceCase(rule: rule, weight: $0) }
  }
}
