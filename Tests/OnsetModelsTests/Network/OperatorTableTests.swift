import OnsetCore
import OnsetModels
import Testing

/// What attributes, defaults and opsets make of each operator type.
@Suite struct OperatorTableTests {
  private func operation(
    _ type: String, _ attributes: [String: GraphFixture.Attribute] = [:], opset: Int = 18,
    inputs: [String] = ["x"], outputs: [String] = ["y"], domain: String = ""
  ) throws -> Operation {
    var graph = GraphFixture(opset: opset)
    graph.input("x", [2, 4, 8, 8])
    graph.node(type, inputs, outputs, attributes, name: "node", domain: domain)
    return try #require(graph.network().operators.first).operation
  }

  @Test func defaultsAreFilledIn() throws {
    #expect(try operation("LeakyRelu") == .unary(.leakyRelu(slope: 0.01)))
    #expect(try operation("Elu") == .unary(.elu(alpha: 1)))
    #expect(try operation("Gelu", opset: 20) == .unary(.gelu(isTanhApproximation: false)))
    #expect(
      try operation("Gelu", ["approximate": .text("tanh")], opset: 20)
        == .unary(.gelu(isTanhApproximation: true)))
    #expect(try operation("LayerNormalization") == .layerNormalization(axis: -1, epsilon: 1e-5))
    #expect(try operation("Flatten") == .flatten(axis: 1))
    #expect(try operation("Concat", ["axis": .integer(2)]) == .concatenate(axis: 2))
    #expect(
      try operation("Gemm", ["transB": .integer(1), "alpha": .real(0.5)], inputs: ["x", "x"])
        == .gemm(alpha: 0.5, beta: 1, transposeA: false, transposeB: true))
    #expect(try operation("Transpose") == .transpose(permutation: nil))
  }

  @Test(arguments: [
    ("Relu", UnaryFunction.relu), ("Sigmoid", .sigmoid), ("Tanh", .tanh), ("Softplus", .softplus),
    ("Softsign", .softsign), ("Mish", .mish), ("HardSwish", .hardSwish), ("Erf", .errorFunction),
    ("Sin", .sine), ("Cos", .cosine), ("Exp", .exponential), ("Log", .logarithm),
    ("Abs", .absolute),
    ("Neg", .negative), ("Sqrt", .squareRoot), ("Reciprocal", .reciprocal), ("Atan", .arcTangent),
  ])
  func functionsOfOneElement(type: String, function: UnaryFunction) throws {
    #expect(try operation(type) == .unary(function))
  }

  @Test(arguments: ["MatMul", "Gemm", "Conv", "Add", "Gather"])
  func aMissingInputIsRefusedWithTheNodesName(type: String) throws {
    let error = #expect(throws: OnsetError.self) { try operation(type) }
    #expect(error?.description.contains("node: a \(type) needs 2 inputs and has 1") == true)
  }

  @Test func axisOfSoftmaxMovedAtOpset13() throws {
    // Over all axes from the first on, as one: no operation of ours.
    #expect(try operation("Softmax", opset: 12) == .unknown(domain: "", type: "Softmax"))
    #expect(
      try operation("Softmax", ["axis": .integer(3)], opset: 12)
        == .softmax(axis: 3, isLogarithmic: false))
    #expect(try operation("Softmax", opset: 13) == .softmax(axis: -1, isLogarithmic: false))
    #expect(try operation("LogSoftmax", opset: 13) == .softmax(axis: -1, isLogarithmic: true))
  }

  @Test func batchNormIsInTrainingFormByFlagOrByItsOutputs() throws {
    let all = ["y", "m", "v", "sm", "sv"]
    func isTraining(_ operation: Operation) -> Bool? {
      if case .batchNormalization(_, _, let isTraining) = operation { isTraining } else { nil }
    }
    #expect(try isTraining(operation("BatchNormalization", opset: 9, outputs: all)) == true)
    #expect(try isTraining(operation("BatchNormalization", opset: 9)) == false)
    #expect(
      try isTraining(
        operation("BatchNormalization", ["training_mode": .integer(1)], outputs: ["y", "m", "v"]))
        == true)
    #expect(try isTraining(operation("BatchNormalization")) == false)
  }

  @Test func attributesThatBecameInputsAreStillRead() throws {
    #expect(
      try operation("Squeeze", ["axes": .integers([0])], opset: 11) == .squeeze(axes: [0]))
    #expect(
      try operation("Slice", ["starts": .integers([1]), "ends": .integers([3])], opset: 9)
        == .slice(starts: [1], ends: [3], axes: nil))
    #expect(
      try operation("ReduceMean", ["axes": .integers([2, 3]), "keepdims": .integer(0)], opset: 13)
        == .reduce(.mean, axes: [2, 3], keepsDimensions: false, noopWithEmptyAxes: false))
    #expect(
      try operation("Split", ["split": .integers([1, 3]), "axis": .integer(1)], opset: 11)
        == .split(axis: 1, sizes: [1, 3], count: 1))
    #expect(
      try operation("Pad", ["pads": .integers([0, 0, 1, 1, 0, 0, 1, 1])], opset: 10)
        == .pad(mode: "constant", pads: [0, 0, 1, 1, 0, 0, 1, 1], value: nil))
  }

  @Test func boundsOfOldClipBecomeInputs() throws {
    var graph = GraphFixture(opset: 6 + 1)
    graph.input("x", [2])
    graph.node("Clip", ["x"], ["y"], ["min": .real(0), "max": .real(6)])
    let network = try graph.network()
    let clip = try #require(network.operators.first)
    #expect(clip.operation == .clip)
    let bounds = clip.inputs.dropFirst().map { $0.flatMap { network.values[$0].constant?.scalar } }
    #expect(bounds == [0, 6])
  }

  @Test func upsampleIsAResizeWithScales() throws {
    var graph = GraphFixture(opset: 9)
    graph.input("x", [1, 3, 4, 5])
    graph.weight("scales", [4], values: [1, 1, 2, 3])
    graph.node("Upsample", ["x", "scales"], ["y"], ["mode": .text("nearest")])
    let network = try graph.network()
    #expect(network.value("y")?.dimensions == [1, 3, 8, 15])
    #expect(network.parameters.isEmpty && network.constants.map(\.name) == ["scales"])
    guard case .resize(let mode, let attributes) = network.operators[0].operation else {
      Issue.record("Upsample became \(network.operators[0].operation)")
      return
    }
    #expect(mode == "nearest" && attributes["coordinate_transformation_mode"] == "asymmetric")
  }

  @Test func whatHasNoRowIsUnknownAndNeverDropped() throws {
    #expect(try operation("StringNormalizer") == .unknown(domain: "", type: "StringNormalizer"))
    #expect(
      try operation("Relu", domain: "com.example") == .unknown(domain: "com.example", type: "Relu"))
  }

  @Test func anAttributeOfTheWrongTypeNamesTheNode() throws {
    let error = #expect(throws: OnsetError.self) {
      try operation("Concat", ["axis": .text("one")])
    }
    #expect(error?.place?.contains("node") == true)
    #expect(error?.message.contains("axis") == true)
  }

  @Test func fusedOperatorsOfTheRuntimeAreSpelledOut() throws {
    var graph = GraphFixture()
    graph.addOpset("com.microsoft", 1)
    graph.input("x", [2, 4])
    graph.weight("b", [4])
    graph.weight("gamma", [4])
    graph.node("BiasGelu", ["x", "b"], ["h"], domain: "com.microsoft")
    graph.node(
      "SkipLayerNormalization", ["h", "x", "gamma"], ["y"], ["epsilon": .real(0.5)],
      domain: "com.microsoft")
    let network = try graph.network()
    #expect(
      network.operators.map(\.operation) == [
        .binary(.add), .unary(.gelu(isTanhApproximation: false)), .binary(.add),
        .layerNormalization(axis: -1, epsilon: 0.5),
      ])
    #expect(network.value("y")?.dimensions == [2, 4])
    #expect(network.roles("gamma") == [.normScale])
  }
}
