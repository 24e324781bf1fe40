import OnsetCore
import OnsetModels
import Testing

/// Names that exporters hide, and how they are restored.
@Suite struct ParameterNameTests {
  private static let folded = "pkg.onnxscript.optimizer.folded_from"
  private static let traced = "pkg.torch.onnx.fx_node"
  private static let signature = "pkg.torch.export.ExportedProgram.graph_signature"

  /// A graph whose file lists the parameters of its program.
  private func graph(_ targets: [String]) -> GraphFixture {
    var graph = GraphFixture()
    graph.model.producerName = "pytorch"
    let lines = targets.map { target in
      "p_\(target.split(separator: ".").joined(separator: "_")): PARAMETER target='\(target)'"
    }
    graph.model.graph.metadataProps = [
      GraphFixture.entry(
        Self.signature, "\n# inputs\n\(lines.joined(separator: "\n"))\nx: USER_INPUT\n")
    ]
    return graph
  }

  private func note(_ graph: inout GraphFixture, _ name: String, from sources: [String]) {
    var info = Onnx_ValueInfoProto()
    info.name = name
    let list = "[" + sources.map { "'\($0)'" }.joined(separator: ", ") + "]"
    info.metadataProps = [GraphFixture.entry(Self.folded, list)]
    graph.model.graph.valueInfo.append(info)
  }

  @Test func aFoldedTransposeIsUndone() throws {
    var graph = graph(["fc.weight", "fc.bias"])
    graph.input("x", [2, 3])
    graph.weight("val_0", [3, 4])
    graph.weight("fc.bias", [4])
    note(&graph, "val_0", from: ["fc.weight"])
    graph.node("MatMul", ["x", "val_0"], ["h"])
    graph.node("Add", ["h", "fc.bias"], ["y"])
    let network = try graph.network()
    let kernel = try #require(network.parameter("fc.weight"))
    #expect(kernel.initializerName == "val_0" && kernel.isStoredTransposed)
    #expect(kernel.shape == [3, 4] && kernel.frameworkShape == [4, 3])
    #expect(network.remarks.contains { $0.contains("renamed") })
  }

  /// What was computed from several tensors is no parameter of the framework any more.
  @Test func aComputedTensorKeepsItsOwnName() throws {
    var graph = graph(["a", "b"])
    graph.input("x", [2, 3])
    graph.weight("mul", [3, 4])
    note(&graph, "mul", from: ["a", "b"])
    graph.node("MatMul", ["x", "mul"], ["y"])
    let network = try graph.network()
    #expect(network.parameters.map(\.name.text) == ["mul"])
    #expect(network.remarks.contains { $0.contains("2 parameters") && $0.contains("no longer") })
  }

  @Test func mergedParametersAreListed() throws {
    var graph = graph(["n1.weight", "n2.weight"])
    graph.input("x", [2, 3])
    graph.weight("n1.weight", [3])
    for (index, name) in ["n1", "n2"].enumerated() {
      graph.node(
        "LayerNormalization", [index == 0 ? "x" : "h0", "n1.weight"], ["h\(index)"],
        metadata: [Self.traced: "%layer_norm : call(args = (%x, [3], %p_\(name)_weight, None))"])
    }
    let network = try graph.network()
    #expect(network.parameters.map(\.name.text) == ["n1.weight"])
    #expect(network.parameters[0].mergedNames == ["n2.weight"])
    #expect(network.remarks.contains { $0.contains("n2.weight") })
  }

  @Test func copiesCarryTheNameTheyReplace() throws {
    var graph = GraphFixture()
    graph.model.producerName = "pytorch"
    graph.input("x", [2, 3])
    graph.weight("a.bias", [3])
    graph.weight("a.weight", [3])
    graph.node("Identity", ["a.weight"], ["b.weight"])
    graph.node("LayerNormalization", ["x", "a.weight", "a.bias"], ["h"])
    graph.node("LayerNormalization", ["h", "b.weight"], ["y"])
    let network = try graph.network()
    #expect(network.parameter("a.weight")?.mergedNames == ["b.weight"])
    #expect(network.parameter("a.weight")?.uses.count == 2)
  }

  @Test func olderExportersLeaveThePathInTheNodeName() throws {
    var graph = GraphFixture()
    graph.model.producerName = "pytorch"
    graph.input("x", [1, 3, 8, 8])
    graph.weight("onnx::Conv_193", [4, 3, 3, 3])
    graph.weight("onnx::Conv_194", [4])
    graph.weight("onnx::MatMul_9", [6, 5])
    graph.node(
      "Conv", ["x", "onnx::Conv_193", "onnx::Conv_194"], ["h"],
      name: "/layer1/layer1.0/downsample/downsample.0/Conv")
    graph.node("MatMul", ["h", "onnx::MatMul_9"], ["y"], name: "/head/MatMul")
    let network = try graph.network()
    #expect(network.operators[0].module == "layer1.0.downsample.0")
    let kernel = try #require(network.parameter("layer1.0.downsample.0.weight"))
    #expect(!kernel.isStoredTransposed)
    // The bias came with the batch norm; the convolution has none in the framework.
    #expect(network.parameter("onnx::Conv_194")?.uses.map(\.role) == [.bias])
    #expect(network.parameter("head.weight")?.isStoredTransposed == true)
    #expect(
      network.remarks.contains { $0.contains("batch norm") && $0.contains("layer1.0.downsample.0") }
    )
  }

  @Test func aKernelIsNamedAfterItsNamedBias() throws {
    var graph = GraphFixture()
    graph.model.producerName = "pytorch"
    graph.input("x", [2, 3])
    graph.weight("onnx::MatMul_1", [3, 9])
    graph.weight("attn.in_proj_bias", [9])
    graph.node("MatMul", ["x", "onnx::MatMul_1"], ["h"], name: "/attn/MatMul")
    graph.node("Add", ["h", "attn.in_proj_bias"], ["y"], name: "/attn/Add")
    #expect(try graph.network().parameter("attn.in_proj_weight")?.isStoredTransposed == true)
  }

  @Test func twoNamelessKernelsOfOneModuleGetNoName() throws {
    var graph = GraphFixture()
    graph.model.producerName = "pytorch"
    graph.input("x", [2, 3])
    graph.weight("onnx::MatMul_1", [3, 3])
    graph.weight("onnx::MatMul_2", [3, 3])
    graph.node("MatMul", ["x", "onnx::MatMul_1"], ["h"], name: "/attn/MatMul")
    graph.node("MatMul", ["h", "onnx::MatMul_2"], ["y"], name: "/attn/MatMul_1")
    let network = try graph.network()
    #expect(network.parameters.map(\.name.text) == ["onnx::MatMul_1", "onnx::MatMul_2"])
  }

  @Test func vectorsLoseTheAxesThatAnExporterPutAroundThem() throws {
    var graph = graph(["act.weight"])
    graph.input("x", [2, 4, 5, 5])
    graph.weight("val_2", [1, 4, 1, 1])
    note(&graph, "val_2", from: ["act.weight", "val_1"])
    graph.node("PRelu", ["x", "val_2"], ["y"])
    let slope = try #require(try graph.network().parameter("act.weight"))
    #expect(slope.shape == [1, 4, 1, 1] && slope.frameworkShape == [4])
  }

  @Test(arguments: [
    ("/layer1/layer1.0/conv1/Conv", "layer1.0.conv1"), ("/Conv", ""),
    ("/features/features.1/conv/conv.0/conv.0.0/Conv", "features.1.conv.0.0"),
    ("model/dense/MatMul", "model.dense"),
  ])
  func modulePathsInNodeNames(name: String, path: String) throws {
    var graph = GraphFixture()
    graph.input("x", [2])
    graph.node("Relu", ["x"], ["y"], name: name)
    #expect(try graph.network().operators[0].module == path)
  }
}
