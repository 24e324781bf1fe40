import OnsetCore
import OnsetModels
import OnsetPlanning
import OnsetSchemes
import Testing

/// The decisions of `auto` on the demo's model, whose architecture `Examples/make_model.py` states.
@Suite struct AutoFamilyTests {
  @Test func zeroGammaExactlyAtTheEndOfResidualBranches() throws {
    let plan = try FixtureModel.hybrid().plan("auto")
    let silenced = plan.entries.filter { $0.role == .normScale && $0.scheme == .zeros }
      .map(\.name.text)
    #expect(
      Set(silenced) == ["residual.0.bn2.weight", "residual.1.bn2.weight", "grouped.bn3.weight"])
    for entry in plan.entries where entry.role == .normScale && !silenced.contains(entry.name.text)
    {
      #expect(entry.scheme == .ones, "\(entry.name)")
    }
  }

  @Test func kernelsBeforeANormHaveFanInScaling() throws {
    let plan = try FixtureModel.hybrid().plan("auto")
    for (name, fanIn) in [
      ("stem.0.weight", 27.0), ("grouped.grouped.weight", 72), ("inverted.depthwise.weight", 9),
    ] {
      #expect(abs(try plan.deviation(name) - (1 / fanIn).squareRoot()) < 1e-12, "\(name)")
      #expect(try plan.entry(name).reason.contains("BatchNorm"))
    }
  }

  @Test func theEndsOfPreNormBranchesShrinkWithTheirNumber() throws {
    let plan = try FixtureModel.hybrid().plan("auto")
    // Two branches in each of two transformer blocks; those of convolutions end in BatchNorm.
    for name in ["blocks.0.attention.proj.weight", "blocks.1.attention.proj.weight"] {
      #expect(abs(try plan.deviation(name) - (1 / (128.0 * 4)).squareRoot()) < 1e-12)
      #expect(try plan.entry(name).reason.contains("residual"))
    }
    #expect(
      abs(try plan.deviation("blocks.0.mlp.2.weight") - (1 / (512.0 * 4)).squareRoot()) < 1e-12)
  }

  @Test func packedProjectionsHaveThreeParts() throws {
    let plan = try FixtureModel.hybrid().plan("auto")
    let entry = try plan.entry("blocks.0.attention.qkv.weight")
    #expect(entry.layout.parts.map(\.name) == ["q", "k", "v"])
    #expect(try entry.layout.fans(of: entry.shape).fanOut == 128)
  }

  @Test func theActivationThatFollowsIsFoundWhereItIsWrittenOut() throws {
    let plan = try FixtureModel.hybrid().plan("auto")
    // The legacy exporter writes GELU as Div, Erf, Add, Mul, Mul.
    #expect(try plan.entry("blocks.0.mlp.0.weight").reason.contains("gelu"))
  }

  @Test func recurrentLayersAreTreatedPerGate() throws {
    let plan = try FixtureModel("gru_seq").plan("auto")
    let hidden = try plan.entry("gru.weight_hh_l0")
    #expect(hidden.layout.parts.map(\.name) == ["reset", "update", "new"])
    #expect(hidden.scheme == .orthogonal(gain: 1))
    // Three orthogonal blocks of 96 × 96: each element has variance 1/96.
    #expect(abs(try plan.deviation("gru.weight_hh_l0") - (1 / 96.0).squareRoot()) < 1e-12)
  }
}
