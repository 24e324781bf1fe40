import OnsetCore
import OnsetModels
import OnsetPlanning
import OnsetPropagation
import OnsetTensor
import Testing

/// Running a network forward and back, against the same network written in PyTorch 2.13 in float64: the 25
/// layers of `deep_pairs.onnx` with its own weights, and the input and cotangent below.
@Suite("Measurement")
struct MeasurementTests {
  private let model: FixtureModel
  private let feed: MeasurementFeed

  init() throws {
    model = try FixtureModel("deep_pairs")
    let (input, output) = (model.network.inputs[0], model.network.outputs[0])
    feed = try MeasurementFeed(
      for: model.network,
      inputs: [
        model.network.values[input].name: Tensor(
          [0.5, -1, 2, 0.25, -0.75, 1.5, 0.5, -0.25, 1, -2] as [Float], shape: [2, 5])
      ],
      cotangents: [
        model.network.values[output].name: Tensor(
          [1, -2, 0.5, 3, 0.25, -1] as [Float], shape: [2, 3])
      ])
  }

  /// Second moments of the output, of the gradient there and at the weight, and the output's mean.
  private static let golden: [(layer: Int, numbers: [Double])] = [
    (
      0,
      [0.5942533839718204, 5.258990259195613e-27, 1.660194042502267e-26, -0.23289916734211147]
    ),
    (
      12,
      [0.04896439949114762, 2.817691158020699e-13, 1.2345925992374055e-14, -0.10729549896541236]
    ),
    (24, [0.05266554501367665, 2.5520833333333335, 0.011181450586967488, -0.0789256281001354]),
  ]

  @Test("is PyTorch's, forward, back and at the weights", arguments: golden)
  func againstPyTorch(layer: Int, numbers: [Double]) throws {
    let check = try checked(plan: nil, seeds: 1)
    let seen = try #require(check.measured(of: check.layers[layer]))
    let found = [
      seen.output?.secondMoment, seen.outputGradient?.secondMoment,
      seen.weightGradient?.secondMoment, seen.output?.mean,
    ]
    for (found, expected) in zip(found, numbers) {
      let found = try #require(found)
      #expect(abs(found.mean / expected - 1) < 2e-4)
      #expect(found.standardError == nil)
    }
  }

  @Test("several draws give the mean over single draws and its standard error")
  func seeds() throws {
    let plan = try model.plan("he", seed: 7)
    let together = try moments(checked(plan: plan, seeds: 3))
    let single = try (7...9).map { seed in
      try moments(checked(plan: try model.plan("he", seed: seed), seeds: 1)).mean
    }
    let mean = single.reduce(0, +) / 3
    let variance = single.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2
    #expect(abs(together.mean / mean - 1) < 1e-9)
    let error = try #require(together.standardError)
    #expect(abs(error / (variance / 3).squareRoot() - 1) < 1e-9)
    #expect(Set(single).count == 3)
  }

  @Test("a plan's tensors are what the writer writes")
  func planned() throws {
    let plan = try model.plan("auto", seed: 3)
    let tensors = try plan.tensors()
    let scheme = try plan.entry("2.weight")
    let drawn = try #require(tensors[scheme.initializerName]).elements(Float.self)
    #expect(drawn.count == 36)
    // Mirrored halves: the second three rows are the first three, negated.
    for index in 0..<18 { #expect(drawn[index + 18] == -drawn[index]) }
    #expect(try plan.tensors(seed: 4)[scheme.initializerName]?.elements(Float.self) != drawn)
  }

  @Test("several draws need something to draw from")
  func seedsWithoutPlan() throws {
    #expect(throws: OnsetError.self) { try checked(plan: nil, seeds: 2) }
  }

  private func moments(_ check: ModelCheck) throws -> SeedMean {
    let seen = try #require(check.measured(of: check.layers[12]))
    return try #require(seen.output?.secondMoment)
  }

  private func checked(plan: Plan?, seeds: Int) throws -> ModelCheck {
    let measurement = try Measurement(
      of: model.network, store: model.file, plan: plan, seeds: seeds, feed: feed)
    return try ModelCheck(
      model.network, store: model.file, plan: plan, measurement: measurement)
  }
}
