import OnsetCore
import OnsetModels
import Testing

/// What a stored tensor is to the operator that uses it, in the axes in which it is stored.
@Suite struct ParameterRoleTests {
  private func only(_ network: Network, _ name: String) throws -> ParameterUse {
    let parameter = try #require(network.parameter(name))
    #expect(parameter.uses.count == 1)
    return try #require(parameter.uses.first)
  }

  @Test func convolutionsWithGroupsAndTransposedOnes() throws {
    var graph = GraphFixture()
    graph.input("x", [1, 8, 9, 9])
    graph.weight("conv.weight", [16, 2, 3, 3])
    graph.weight("conv.bias", [16])
    graph.weight("up.weight", [16, 4, 2, 2])
    graph.node("Conv", ["x", "conv.weight", "conv.bias"], ["h"], ["group": .integer(4)])
    graph.node(
      "ConvTranspose", ["h", "up.weight"], ["y"],
      ["group": .integer(2), "strides": .integers([2, 2])])
    let network = try graph.network()
    #expect(
      try only(network, "conv.weight").layout == .convolution(groups: 4, spatialRank: 2))
    #expect(try only(network, "conv.bias").role == .bias)
    #expect(
      try only(network, "up.weight").layout
        == .transposedConvolution(groups: 2, stride: [2, 2], spatialRank: 2))
  }

  @Test func bothOrdersOfAFullyConnectedKernel() throws {
    var graph = GraphFixture()
    graph.input("x", [5, 3])
    graph.weight("a", [4, 3])
    graph.weight("b", [4, 6])
    graph.weight("c", [2, 6])
    graph.integers("swap", [0])
    graph.node("Gemm", ["x", "a"], ["h"], ["transB": .integer(1)])
    graph.node("MatMul", ["h", "b"], ["i"])
    graph.node("Transpose", ["c"], ["ct"], ["perm": .integers([1, 0])])
    graph.node("MatMul", ["i", "ct"], ["y"])
    let network = try graph.network()
    #expect(try only(network, "a").layout == .linear)
    #expect(try only(network, "b").layout == .matmul)
    #expect(try only(network, "c").layout == .linear)
    #expect(network.value("ct")?.parameter == network.value("c")?.parameter)
  }

  @Test func aKernelOnTheLeftAndAStackOfExperts() throws {
    var graph = GraphFixture()
    graph.input("x", [7, 4, 5])
    graph.weight("left", [6, 4])
    graph.weight("experts", [7, 5, 9])
    graph.node("MatMul", ["left", "x"], ["h"])
    graph.node("MatMul", ["x", "experts"], ["y"])
    let network = try graph.network()
    #expect(try only(network, "left").layout == .linear)
    #expect(try only(network, "experts").layout == .stacked(.matmul))
  }

  @Test func sumsOverNamedAxes() throws {
    var graph = GraphFixture()
    graph.input("x", [2, 3, 8])
    graph.weight("w", [8, 4, 5])
    graph.node("Einsum", ["x", "w"], ["y"], ["equation": .text("btd,dhe->bthe")])
    let network = try graph.network()
    #expect(try only(network, "w").layout == WeightLayout(axes: [.input, .output, .output]))
  }

  @Test(arguments: [true, false]) func biasesBehindAndBeforeTheProduct(isFirst: Bool) throws {
    var graph = GraphFixture()
    graph.input("x", [2, 3])
    graph.weight("fc.weight", [3, 4])
    graph.weight("fc.bias", [4])
    graph.node("MatMul", ["x", "fc.weight"], ["h"])
    graph.node("Add", isFirst ? ["fc.bias", "h"] : ["h", "fc.bias"], ["y"])
    let use = try only(graph.network(), "fc.bias")
    #expect(use.role == .bias && use.layout == .vector && use.position == (isFirst ? 0 : 1))
  }

  @Test func normsTheirStatisticsAndSlopes() throws {
    var graph = GraphFixture()
    graph.input("x", [2, 4, 5, 5])
    for name in ["scale", "shift", "mean", "variance", "slope", "lnScale", "lnShift"] {
      graph.weight("n.\(name)", name.hasPrefix("ln") ? [5] : [4])
    }
    graph.node(
      "BatchNormalization", ["x", "n.scale", "n.shift", "n.mean", "n.variance"], ["h"])
    graph.integers("axes", [1, 2])
    graph.node("Unsqueeze", ["n.slope", "axes"], ["slope"])
    graph.node("PRelu", ["h", "slope"], ["i"])
    graph.node("LayerNormalization", ["i", "n.lnScale", "n.lnShift"], ["y"])
    let network = try graph.network()
    let roles = ["scale", "shift", "mean", "variance", "slope", "lnScale", "lnShift"]
      .flatMap { network.roles("n.\($0)") }
    #expect(
      roles == [
        .normScale, .normShift, .runningMean, .runningVariance, .slope, .normScale, .normShift,
      ])
    #expect(try only(network, "n.slope").layout == .vector)
  }

  @Test func aNormThatIsSpelledOut() throws {
    var graph = GraphFixture()
    graph.input("x", [2, 6])
    graph.weight("norm.weight", [6])
    graph.weight("norm.bias", [6])
    graph.weight("branch", [6])
    graph.integers("last", [-1])
    graph.node("Constant", [], ["two"], ["value_float": .real(2)])
    graph.node("Constant", [], ["small"], ["value_float": .real(1e-5)])
    graph.node("Pow", ["x", "two"], ["square"])
    graph.node("ReduceMean", ["square", "last"], ["mean"])
    graph.node("Add", ["mean", "small"], ["safe"])
    graph.node("Sqrt", ["safe"], ["root"])
    graph.node("Div", ["x", "root"], ["n"])
    graph.node("Mul", ["norm.weight", "n"], ["scaled"])
    graph.node("Add", ["scaled", "norm.bias"], ["shifted"])
    graph.node("Tanh", ["shifted"], ["t"])
    graph.node("Mul", ["t", "branch"], ["y"])
    let network = try graph.network()
    #expect(network.roles("norm.weight") == [.normScale])
    #expect(network.roles("norm.bias") == [.normShift])
    #expect(network.roles("branch") == [.branchScale])
  }

  @Test func tablesAreLookedUpOrAdded() throws {
    var graph = GraphFixture()
    graph.input("ids", [2, 4], type: 7)
    graph.weight("tokens", [9, 6])
    graph.weight("places", [8, 6])
    graph.weight("segments", [3, 6])
    graph.weight("cls", [1, 1, 6])
    graph.weight("grid", [1, 5, 6])
    graph.integers("counting", [0, 1, 2, 3])
    graph.integers("same", [1, 1, 1, 1])
    graph.integers("target", [2, 1, 6])
    graph.node("Gather", ["tokens", "ids"], ["t"])
    graph.node("Gather", ["places", "counting"], ["p"])
    graph.node("Gather", ["segments", "same"], ["s"])
    graph.node("Add", ["t", "p"], ["tp"])
    graph.node("Add", ["tp", "s"], ["tps"])
    graph.node("Expand", ["cls", "target"], ["c"])
    graph.node("Concat", ["c", "tps"], ["joined"], ["axis": .integer(1)])
    graph.node("Add", ["joined", "grid"], ["y"])
    let network = try graph.network()
    #expect(network.roles("tokens") == [.embedding])
    #expect(network.roles("places") == [.positionalTable])
    #expect(network.roles("segments") == [.embedding])
    #expect(network.roles("cls") == [.positionalTable])
    #expect(network.roles("grid") == [.positionalTable])
    #expect(try only(network, "tokens").layout == .embedding)
    #expect(network.value("y")?.dimensions == [2, 5, 6])
  }

  @Test func aTiedTensorIsOneParameterWithItsKernelFirst() throws {
    var graph = GraphFixture()
    graph.input("ids", [2, 4], type: 7)
    graph.weight("table", [9, 6])
    graph.node("Gather", ["table", "ids"], ["t"])
    graph.node("Transpose", ["table"], ["tt"], ["perm": .integers([1, 0])])
    graph.node("MatMul", ["t", "tt"], ["y"])
    let network = try graph.network()
    #expect(network.parameters.count == 1)
    #expect(network.roles("table") == [.embedding, .kernel])
    #expect(network.parameter("table")?.primaryUse?.layout == .linear)
  }

  @Test func attentionAddsMasksAndLearnedTables() throws {
    var graph = GraphFixture()
    graph.model.producerName = "pytorch"
    graph.input("x", [1, 3, 4])
    graph.weight("wq", [4, 4])
    graph.weight("relative", [1, 3, 3])
    graph.weight("onnx::Add_7", [3, 3], values: [0, -1e9, -1e9, 0, 0, -1e9, 0, 0, 0])
    graph.node("MatMul", ["x", "wq"], ["q"])
    graph.node("Transpose", ["x"], ["k"], ["perm": .integers([0, 2, 1])])
    graph.node("MatMul", ["q", "k"], ["logits"])
    graph.node("Add", ["logits", "relative"], ["biased"])
    graph.node("Add", ["biased", "onnx::Add_7"], ["masked"])
    graph.node("Softmax", ["masked"], ["p"])
    let network = try graph.network()
    #expect(network.roles("relative") == [.positionalTable])
    #expect(network.constants.map(\.name) == ["onnx::Add_7"])
    #expect(network.constants.first?.reason.contains("mask") == true)
  }

  @Test func everyInitializerIsAccountedFor() throws {
    var graph = GraphFixture()
    graph.model.producerName = "pytorch"
    graph.input("x", [2, 3])
    graph.weight("w", [3, 4])
    graph.weight("forgotten", [5, 5])
    graph.weight("val_3", [1], fill: 0.7)
    graph.weight("val_4", [3, 4])
    graph.integers("shape", [4, 2])
    graph.node("MatMul", ["x", "w"], ["h"])
    graph.node("Mul", ["h", "val_3"], ["i"])
    graph.node("MatMul", ["x", "val_4"], ["j"])
    graph.node("Reshape", ["i", "shape"], ["y"])
    let network = try graph.network()
    let names = network.parameters.map(\.initializerName) + network.constants.map(\.name)
    #expect(Set(names) == Set(graph.model.graph.initializer.map(\.name)))
    #expect(names.count == graph.model.graph.initializer.count)
    #expect(network.parameter("forgotten")?.uses.isEmpty == true)
    #expect(network.roles("val_4") == [.kernel])
    #expect(Set(network.constants.map(\.name)) == ["val_3", "shape"])
    #expect(network.constants.allSatisfy { !$0.reason.isEmpty })
  }

  @Test func aNormalizedWeightKeepsItsRoleThroughTheArithmetic() throws {
    var graph = GraphFixture()
    graph.input("x", [2, 3])
    graph.weight("v", [4, 3])
    graph.weight("g", [4, 1])
    graph.integers("last", [1])
    graph.node("ReduceL2", ["v", "last"], ["length"])
    graph.node("Div", ["v", "length"], ["direction"])
    graph.node("Mul", ["direction", "g"], ["w"])
    graph.node("Gemm", ["x", "w"], ["y"], ["transB": .integer(1)])
    let network = try graph.network()
    #expect(network.roles("v") == [.kernel])
    #expect(try only(network, "v").layout == .linear)
    #expect(network.value("w")?.parameter == nil)
  }

  /// A number that scales similarities is no branch scale; one that scales a branch is.
  @Test func scalarsByWhatTheyMultiply() throws {
    var graph = GraphFixture()
    graph.model.producerName = "pytorch"
    graph.input("x", [2, 3, 4])
    graph.weight("temperature", [])
    graph.weight("alpha", [1])
    graph.node("Transpose", ["x"], ["xt"], ["perm": .integers([0, 2, 1])])
    graph.node("MatMul", ["x", "xt"], ["similarity"])
    graph.node("Mul", ["similarity", "temperature"], ["logits"])
    graph.node("Tanh", ["x"], ["t"])
    graph.node("Mul", ["alpha", "t"], ["y"])
    let network = try graph.network()
    #expect(network.roles("temperature") == [.scalar])
    #expect(network.roles("alpha") == [.branchScale])
  }
}
