import OnsetCore
import OnsetModels
import Testing

/// Order, names and functions of a graph.
@Suite struct GraphStructureTests {
  @Test func operatorsAreBroughtIntoExecutionOrder() throws {
    var graph = GraphFixture()
    graph.input("x", [2])
    graph.node("Relu", ["b"], ["c"], name: "last")
    graph.node("Tanh", ["a"], ["b"], name: "middle")
    graph.node("Exp", ["x"], ["a"], name: "first")
    graph.output("c")
    let network = try graph.network()
    #expect(network.operators.map(\.name) == ["first", "middle", "last"])
    #expect(network.outputs.map { network.values[$0].name } == ["c"])
    #expect(network.value("b")?.producer == 1)
  }

  @Test func anOrderThatIsRightIsKept() throws {
    var graph = GraphFixture()
    graph.input("x", [2])
    for index in 0..<20 {
      graph.node("Relu", [index % 3 == 0 ? "x" : "t\(index - 1)"], ["t\(index)"], name: "n\(index)")
    }
    #expect(try graph.network().operators.map(\.name) == (0..<20).map { "n\($0)" })
  }

  @Test func aCycleIsAnErrorThatNamesAnOperator() throws {
    var graph = GraphFixture()
    graph.node("Relu", ["b"], ["a"], name: "one")
    graph.node("Relu", ["a"], ["b"], name: "two")
    let error = #expect(throws: OnsetError.self) { try graph.network() }
    #expect(error?.code == .invalidFile)
    #expect(error?.message.contains("cycle") == true)
    #expect(["one", "two"].contains(error?.place))
  }

  @Test func aMissingInputIsAnErrorThatNamesTheOperator() throws {
    var graph = GraphFixture()
    graph.node("Relu", ["nowhere"], ["a"], name: "lonely")
    let error = #expect(throws: OnsetError.self) { try graph.network() }
    #expect(error?.place == "lonely")
    #expect(error?.message.contains("nowhere") == true)
  }

  @Test func aDoubledNameIsAnError() throws {
    var graph = GraphFixture()
    graph.input("x", [2])
    graph.node("Relu", ["x"], ["a"])
    graph.node("Tanh", ["x"], ["a"])
    #expect(throws: OnsetError.self) { try graph.network() }
    var other = GraphFixture()
    other.weight("w", [2])
    other.node("Relu", ["w"], ["w"])
    #expect(throws: OnsetError.self) { try other.network() }
  }

  @Test func anOutputThatNothingComputesIsAnError() throws {
    var graph = GraphFixture()
    graph.input("x", [2])
    graph.output("y")
    #expect(throws: OnsetError.self) { try graph.network() }
  }

  @Test func anInitializerAmongTheInputsIsNotFed() throws {
    var graph = GraphFixture()
    graph.input("x", [1, 2])
    graph.input("w", [2, 3])
    graph.weight("w", [2, 3])
    graph.node("MatMul", ["x", "w"], ["y"])
    let network = try graph.network()
    #expect(network.inputs.map { network.values[$0].name } == ["x"])
    #expect(network.roles("w") == [.kernel])
  }

  @Test func missingNamesAreMadeUpAndDoubledOnesMadeUnique() throws {
    var graph = GraphFixture()
    graph.input("x", [2])
    graph.node("Relu", ["x"], ["a"])
    graph.node("Relu", ["a"], ["b"], name: "same")
    graph.node("Relu", ["b"], ["c"], name: "same")
    let names = try graph.network().operators.map(\.name)
    #expect(Set(names).count == 3 && !names.contains(""))
  }

  @Test func functionsAreExpandedWithTheirAttributes() throws {
    var graph = GraphFixture()
    graph.addOpset("local", 1)
    graph.input("x", [2, 3])
    graph.node("Leaky", ["x"], ["y"], ["slope": .real(0.3)], name: "call", domain: "local")
    var function = Onnx_FunctionProto()
    function.name = "Leaky"
    function.domain = "local"
    function.input = ["a"]
    function.output = ["b"]
    function.attribute = ["slope"]
    var inner = GraphFixture.node("LeakyRelu", ["t"], ["b"])
    var reference = Onnx_AttributeProto()
    reference.name = "alpha"
    reference.refAttrName = "slope"
    reference.type = .float
    inner.attribute = [reference]
    function.node = [GraphFixture.node("Neg", ["a"], ["t"]), inner]
    graph.model.functions = [function]
    let network = try graph.network()
    #expect(
      network.operators.map(\.operation) == [
        .unary(.negative), .unary(.leakyRelu(slope: Double(Float(0.3)))),
      ])
    #expect(network.value("y")?.dimensions == [2, 3])
  }

  /// Sixty functions that each call the next one twice would unfold into 2^60 calls.
  @Test(arguments: [true, false]) func functionsCannotUnfoldWithoutEnd(isRecursive: Bool) throws {
    var graph = GraphFixture()
    graph.addOpset("local", 1)
    graph.input("x", [1])
    graph.node("f0", ["x"], ["y"], domain: "local")
    for depth in 0..<60 {
      var function = Onnx_FunctionProto()
      function.name = "f\(depth)"
      function.domain = "local"
      function.input = ["a"]
      function.output = ["b"]
      let next = isRecursive ? "f0" : "f\(depth + 1)"
      function.node = [
        GraphFixture.node(next, ["a"], ["t"], domain: "local"),
        GraphFixture.node(next, ["t"], ["b"], domain: "local"),
      ]
      if depth == 59 && !isRecursive { function.node = [] }
      graph.model.functions.append(function)
    }
    #expect(throws: OnsetError.self) { try graph.network() }
  }

  @Test func controlFlowIsUnknownButReadsWhatItsBodiesRead() throws {
    var graph = GraphFixture()
    graph.input("flag", [], type: 9)
    graph.input("x", [1, 2])
    graph.weight("w", [2, 2])
    var body = Onnx_GraphProto()
    body.node = [GraphFixture.node("MatMul", ["x", "w"], ["inner"])]
    var result = Onnx_ValueInfoProto()
    result.name = "inner"
    body.output = [result]
    graph.node("If", ["flag"], ["y"], ["then_branch": .graph(body), "else_branch": .graph(body)])
    let network = try graph.network()
    #expect(network.operators[0].operation == .unknown(domain: "", type: "If"))
    let read = network.operators[0].inputs.compactMap { $0.map { network.values[$0].name } }
    #expect(read == ["flag", "x", "w"])
    #expect(network.roles("w") == [.unrecognized])
  }
}
