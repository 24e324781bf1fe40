import Foundation
import OnsetCore
import OnsetModels
import Testing

/// Small models from PyTorch's exporters, in several styles, against what the framework and ONNX Runtime
/// say of them (`Fixtures/networks/make.py`).
@Suite struct NetworkFixtureTests {
  struct Truth: Decodable {
    struct File: Decodable {
      let parameters: [String: [Int]]
      let shapes: [String: [Int]]
    }
    let files: [String: File]
  }

  private static func path(_ name: String) -> String {
    Bundle.module.resourceURL.map { $0.path + "/Fixtures/networks/" + name } ?? name
  }

  private static let truth: Truth? = {
    guard let data = FileManager.default.contents(atPath: path("truth.json")) else { return nil }
    return try? JSONDecoder().decode(Truth.self, from: data)
  }()

  private static let names = [
    "grouped_legacy", "grouped_plain", "lm_legacy", "lm_optimized", "lm_plain", "recurrent_legacy",
    "recurrent_optimized", "residual_legacy", "residual_legacy_folded", "residual_optimized",
    "residual_plain", "simple_plain", "vit_dynamic", "vit_legacy_folded", "vit_optimized",
  ]

  private func load(_ name: String) throws -> (network: Network, truth: Truth.File) {
    let truth = try #require(Self.truth?.files["\(name).onnx"])
    let model = try ONNXModel(contentsOf: Self.path("\(name).onnx"))
    return (try model.network(), truth)
  }

  @Test func everyFileIsTested() throws {
    #expect(Set(Self.names.map { "\($0).onnx" }) == Set(try #require(Self.truth).files.keys))
  }

  @Test(arguments: names) func shapesAreThoseOfTheRuntime(name: String) throws {
    let (network, truth) = try load(name)
    var compared = 0
    for value in network.values {
      guard let expected = truth.shapes[value.name] else { continue }
      let dimensions = try #require(value.dimensions, "\(value.name) has no rank")
      #expect(dimensions.count == expected.count, "\(value.name)")
      for (found, wanted) in zip(dimensions, expected) {
        // Only the free batch axis may stay open.
        #expect(found == wanted || (found == nil && name == "vit_dynamic"), "\(value.name)")
      }
      compared += 1
    }
    #expect(compared == truth.shapes.count)
    #expect(
      network.operators.allSatisfy { if case .unknown = $0.operation { false } else { true } })
  }

  @Test func aGivenBatchSizeClosesEveryAxis() throws {
    let model = try ONNXModel(contentsOf: Self.path("vit_dynamic.onnx"))
    let network = try model.network(inputShapes: ["input": [2, 3, 8, 8]])
    let truth = try #require(Self.truth?.files["vit_dynamic.onnx"])
    for (name, expected) in truth.shapes { #expect(network.value(name)?.dimensions == expected) }
  }

  @Test(arguments: names) func everyInitializerIsAccountedForOnce(name: String) throws {
    let model = try ONNXModel(contentsOf: Self.path("\(name).onnx"))
    let network = try model.network()
    let accounted = network.parameters.map(\.initializerName) + network.constants.map(\.name)
    #expect(accounted.sorted() == model.initializers.map(\.name).sorted())
    for parameter in network.parameters {
      #expect(!parameter.uses.isEmpty, "\(parameter.name) is used")
      for use in parameter.uses {
        #expect(throws: Never.self) { try use.layout.check(parameter.shape) }
        #expect(use.role != .unrecognized, "\(parameter.name)")
      }
    }
  }

  /// A restored name is one of the framework's, and the tensor has its shape there.
  @Test(arguments: names) func namesAreTheFrameworks(name: String) throws {
    let (network, truth) = try load(name)
    for parameter in network.parameters {
      guard let shape = truth.parameters[parameter.name.text] else { continue }
      #expect(parameter.frameworkShape.dimensions == shape, "\(parameter.name)")
    }
    let buffers = ["running_mean", "running_var", "inv_freq"]
    let unknown = network.parameters.map(\.name.text).filter { name in
      truth.parameters[name] == nil && !buffers.contains { name.hasSuffix($0) }
    }
    let expected: [String: Set<String>] = [
      // ONNX's own packed tensors, of which the framework's are slices.
      "recurrent_optimized": Set(unknown.filter { $0.hasPrefix("val_") }),
      // The tied head's name; a batch norm's share of the convolutions; a table cut to the sequence.
      "lm_plain": ["head.weight"], "lm_optimized": ["head.weight", "embedding_1"],
      "residual_legacy_folded": Set(unknown.filter { $0.hasPrefix("onnx::Conv_") }),
    ]
    #expect(Set(unknown) == expected[name, default: []])
  }

  // MARK: Single findings

  @Test(arguments: ["vit_dynamic", "vit_optimized", "vit_legacy_folded"])
  func visionTransformers(name: String) throws {
    let (network, _) = try load(name)
    for block in 0..<2 {
      let kernel = try #require(network.parameter("blocks.\(block).qkv.weight")?.primaryUse)
      #expect(kernel.layout.parts == ["q", "k", "v"].map { .init($0, extent: 8) })
      #expect(network.operators[kernel.consumer].module == "blocks.\(block).qkv")
      #expect(network.roles("blocks.\(block).fc1.weight") == [.kernel])
    }
    #expect(network.roles("patch.weight") == [.kernel])
    #expect(network.roles("pos_embed") == [.positionalTable])
    // The exporter's optimizer expands the class token over the batch: copies that must stay equal.
    let isExpanded = name == "vit_optimized"
    #expect(network.roles("cls_token") == (isExpanded ? [] : [.positionalTable]))
    #expect(network.constants.contains { $0.name == "expand" } == isExpanded)
    #expect(network.parameter("blocks.0.gamma")?.uses.map(\.role).first == .branchScale)
  }

  @Test func anExportThatMergesEqualTensorsIsTold() throws {
    let (network, _) = try load("vit_optimized")
    let scale = try #require(network.parameter("blocks.0.norm1.weight"))
    #expect(
      Set(scale.mergedNames.map(\.text)) == [
        "blocks.0.norm2.weight", "blocks.1.norm1.weight", "blocks.1.norm2.weight", "norm.weight",
      ])
    #expect(scale.uses.count == 5)
    #expect(network.remarks.contains { $0.contains("optimize=False") })
  }

  @Test(arguments: ["lm_plain", "lm_legacy", "lm_optimized"])
  func languageModels(name: String) throws {
    let (network, _) = try load(name)
    // Stored (in, out) by the framework itself: nothing is transposed.
    let packed = try #require(network.parameter("c_attn.weight"))
    #expect(!packed.isStoredTransposed)
    #expect(packed.primaryUse?.layout.axes == [.input, .output])
    #expect(packed.primaryUse?.layout.parts == ["q", "k", "v"].map { .init($0, extent: 8) })
    let tied = try #require(network.parameters.first { $0.shape == [11, 8] })
    #expect(Set(tied.uses.map(\.role)) == [.embedding, .kernel])
    // The optimizer stores the head's transpose a second time.
    #expect(tied.copies.map(\.isTransposed) == (name == "lm_optimized" ? [true] : []))
    for copy in tied.copies {
      #expect(network.constants.contains { $0.name == copy.initializerName })
      #expect(
        network.value(copy.initializerName)?.parameter == network.value("head.weight")?.parameter)
    }
    #expect(!network.parameters.contains { $0.shape == [8, 11] })
    #expect(tied.primaryUse?.layout == .linear)
    #expect(network.parameters.contains { $0.uses.map(\.role) == [.positionalTable] })
  }

  @Test(arguments: [
    "residual_plain", "residual_legacy", "residual_optimized", "residual_legacy_folded",
  ])
  func convolutionsNormsAndTheirExports(name: String) throws {
    let (network, _) = try load(name)
    #expect(network.parameter("conv2.weight")?.primaryUse?.layout == .convolution(groups: 8))
    #expect(
      network.parameter("up.weight")?.primaryUse?.layout
        == .transposedConvolution(groups: 2, stride: [2, 2]))
    #expect(network.roles("group.weight") == [.normScale])
    #expect(network.roles("group.bias") == [.normShift])
    #expect(network.roles("slope.weight") == [.slope])
    let isFolded = name == "residual_optimized" || name == "residual_legacy_folded"
    #expect(network.roles("bn1.weight") == (isFolded ? [] : [.normScale]))
    #expect(network.roles("bn1.running_var") == (isFolded ? [] : [.runningVariance]))
    #expect(network.remarks.contains { $0.contains("batch norms were folded") } == isFolded)
    #expect(
      network.node(
        try #require(
          network.parameter("conv1.weight")?.primaryUse.map {
            network.operators[$0.consumer].name
          }))?.module == "conv1")
  }

  @Test func recurrentLayersInTheFrameworksGates() throws {
    let (network, _) = try load("recurrent_legacy")
    let orders: [(String, [String], Int)] = [
      ("lstm", ["input", "forget", "cell", "output"], 4), ("gru", ["reset", "update", "new"], 5),
    ]
    for (layer, gates, hidden) in orders {
      let suffixes = layer == "lstm" ? ["_l0", "_l0_reverse", "_l1", "_l1_reverse"] : ["_l0"]
      for suffix in suffixes {
        for (kind, role) in [
          ("weight_ih", ParameterRole.recurrentInputKernel), ("weight_hh", .recurrentHiddenKernel),
          ("bias_ih", .recurrentInputBias), ("bias_hh", .recurrentHiddenBias),
        ] {
          let parameter = try #require(network.parameter("\(layer).\(kind)\(suffix)"))
          #expect(parameter.uses.map(\.role) == [role])
          #expect(parameter.uses[0].layout.parts == gates.map { .init($0, extent: hidden) })
        }
      }
    }
    #expect(network.roles("h0") == [.recurrentState])
    #expect(network.roles("rnn.weight_hh_l0") == [.recurrentHiddenKernel])
    #expect(network.parameter("rnn.weight_hh_l0")?.uses[0].layout.parts.isEmpty == true)
  }

  @Test func theFirstStepThatAnExporterComputedIsNoParameter() throws {
    let (network, _) = try load("recurrent_optimized")
    let first = try #require(network.constants.first { $0.name == "linear_1" })
    #expect(first.reason.contains("rnn.weight_hh_l0"))
    let hidden = try #require(network.parameter("rnn.weight_hh_l0"))
    #expect(hidden.isStoredTransposed && hidden.primaryUse?.layout.axes == [.input, .output])
  }

  @Test func anUnrolledLayerIsStillRecurrent() throws {
    let (network, _) = try load("simple_plain")
    let hidden = try #require(network.parameter("rnn.weight_hh_l0"))
    #expect(hidden.uses.count == 4)
    #expect(Set(hidden.uses.map(\.role)) == [.recurrentHiddenKernel])
    #expect(Set(network.roles("rnn.bias_hh_l0")) == [.recurrentHiddenBias])
    #expect(network.roles("rnn.weight_ih_l0") == [.recurrentInputKernel])
    #expect(network.roles("rnn.bias_ih_l0") == [.recurrentInputBias])
    #expect(network.roles("fc.weight") == [.kernel])
  }

  @Test(arguments: ["grouped_plain", "grouped_legacy"])
  func groupedQueriesThroughNormsAndRotations(name: String) throws {
    let (network, _) = try load(name)
    let packed = try #require(network.parameter("qkv.weight")?.primaryUse)
    #expect(
      packed.layout.parts == [
        .init("q", extent: 16), .init("k", extent: 8), .init("v", extent: 8),
      ])
    #expect(network.roles("qn.weight") == [.normScale])
    #expect(network.roles("n1.weight") == [.normScale])
    #expect(network.parameter("up.weight")?.primaryUse?.layout.parts.isEmpty == true)
  }
}
