import OnsetCore
import OnsetModels
import OnsetPlanning
import OnsetSchemes
import Testing

/// The frameworks' defaults against their documented numbers.
@Suite struct FrameworkDefaultsTests {
  @Test func pyTorchLayersAreUniformWithinOneOverRootFanIn() throws {
    let plan = try FixtureModel.hybrid().plan("pytorch")
    for (name, fanIn) in [
      ("stem.0.weight", 27.0), ("grouped.grouped.weight", 72), ("inverted.depthwise.weight", 9),
      ("blocks.0.attention.qkv.weight", 128), ("blocks.0.attention.qkv.bias", 128),
      ("head.bias", 128),
    ] {
      #expect(try plan.entry(name).scheme == .uniform(bound: 1 / fanIn.squareRoot()), "\(name)")
    }
    #expect(try plan.entry("stem.1.weight").scheme == .ones)
  }

  @Test func pyTorchRecurrentTensorsShareOneBound() throws {
    let plan = try FixtureModel("gru_seq").plan("pytorch")
    for name in ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"] {
      let scheme = try plan.entry("gru.\(name)").scheme
      #expect(scheme == .uniform(bound: 1 / 96.0.squareRoot()), "\(name)")
    }
  }

  @Test func kerasUsesGlorotUniformWithItsOwnFans() throws {
    let plan = try FixtureModel.hybrid().plan("keras")
    let dense = (6 / (128.0 + 100)).squareRoot()
    #expect(try plan.entry("head.weight").scheme == .uniform(bound: dense))
    // A depthwise kernel of Keras is (3, 3, channels, 1): its fans count all channels as inputs.
    let depthwise = (6 / (9.0 * 256 + 9)).squareRoot()
    #expect(try plan.entry("inverted.depthwise.weight").scheme == .uniform(bound: depthwise))
    #expect(try plan.entry("head.bias").scheme == .zeros)
  }

  @Test func flaxUsesLeCunNormalTruncatedAtTwoDeviations() throws {
    let plan = try FixtureModel.hybrid().plan("flax")
    let scheme = try plan.entry("head.weight").scheme
    #expect(scheme == .truncatedNormal(standardDeviation: 1 / 128.0.squareRoot()))
    #expect(abs(try plan.deviation("head.weight") - 1 / 128.0.squareRoot()) < 1e-12)
  }

  @Test func onlyAutoSilencesBranches() throws {
    for family in ["pytorch", "keras", "flax", "he", "glorot", "lecun", "orthogonal"] {
      let plan = try FixtureModel.hybrid().plan(family)
      for entry in plan.entries where entry.role == .normScale {
        #expect(entry.scheme == .ones, "\(family): \(entry.name)")
      }
    }
  }
}
