import OnsetCore
import OnsetModels
import OnsetPlanning
import Testing

/// The layers of real models: names, operators and signals.
@Suite struct CheckedLayerTests {
  @Test func layersBearTheirModulesNames() throws {
    let model = try FixtureModel("lenet")
    let check = try ModelCheck(model.network, store: model.file)
    #expect(check.layers.count == 5)
    for layer in check.layers {
      #expect(layer.initializerName == "\(layer.name).weight")
      #expect(["Conv", "Gemm", "MatMul"].contains(layer.operatorName))
      let signals = check.signals(of: layer)
      #expect(signals.input != nil && signals.output != nil && signals.outputGradient != nil)
      #expect(check.scheme(of: layer) == "kaimingUniform(a: 2.236)")
    }
  }

  @Test func recurrentLayersAreNamedByTheirModule() throws {
    let model = try FixtureModel("gru_seq")
    let check = try ModelCheck(model.network, store: model.file)
    #expect(check.layers.map(\.operatorName).first == "GRU")
    #expect(check.layers.first?.name == "gru")
  }

  @Test func aPlanIsJudgedInsteadOfTheFile() throws {
    let model = try FixtureModel("lenet")
    let check = try ModelCheck(model.network, store: model.file, plan: model.plan("he"))
    for layer in check.layers {
      let expected = 2 / (layer.fans?.fanIn ?? 0)
      let deviation = try #require(check.weight(of: layer)).standardDeviation
      #expect(abs(deviation * deviation / expected - 1) < 1e-12)
    }
  }

  @Test func autoIsHealthyOnRealModels() throws {
    for name in ["lenet", "pinn_tanh", "gru_seq"] {
      let model = try FixtureModel(name)
      let check = try ModelCheck(model.network, store: model.file, plan: model.plan("auto"))
      #expect(check.isHealthy(), "\(name): \(check.findings)")
    }
  }
}
