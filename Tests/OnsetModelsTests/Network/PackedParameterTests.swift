import OnsetCore
import OnsetModels
import Testing

/// Gates of recurrent layers, and queries, keys and values of attention, inside one stored tensor.
@Suite struct PackedParameterTests {
  private typealias Part = WeightLayout.Part

  // MARK: Recurrent layers

  @Test func onnxOrdersTheGatesInItsOwnWay() throws {
    var graph = GraphFixture()
    graph.input("x", [5, 2, 3])
    graph.weight("W", [1, 16, 3])
    graph.weight("R", [1, 16, 4])
    graph.weight("B", [1, 32])
    graph.node("LSTM", ["x", "W", "R", "B"], ["y", "h", "c"], ["hidden_size": .integer(4)])
    let network = try graph.network()
    let gates = ["input", "output", "forget", "cell"].map { Part($0, extent: 4) }
    let kernel = try #require(network.parameter("W")?.uses.first)
    #expect(kernel.role == .recurrentInputKernel)
    #expect(kernel.layout.axes == [.stack, .output, .input] && kernel.layout.parts == gates)
    #expect(network.roles("R") == [.recurrentHiddenKernel])
    let biases = try #require(network.parameter("B")?.uses)
    #expect(biases.map(\.role) == [.recurrentInputBias, .recurrentHiddenBias])
    #expect(biases.map { $0.region[1] } == [0..<16, 16..<32])
    #expect(biases[0].layout.parts == gates + [Part("rest", extent: 16)])
    #expect(biases[1].layout.parts == [Part("rest", extent: 16)] + gates)
    #expect(network.value("y")?.dimensions == [5, 1, 2, 4])
    for use in network.parameters.flatMap(\.uses) where use.layout.axes.contains(.output) {
      try use.layout.check(Shape(use.region.map(\.count)))
    }
  }

  /// An exporter slices the framework's (r, z, n) and joins it as ONNX's (z, r, n).
  @Test func gatesAreNamedInTheStoredOrder() throws {
    var graph = GraphFixture()
    graph.input("x", [5, 2, 3])
    graph.weight("gru.weight_ih_l0", [12, 3])
    graph.weight("gru.weight_hh_l0", [12, 4])
    for (index, start) in [4, 0, 8].enumerated() {
      graph.integers("s\(index)", [start])
      graph.integers("e\(index)", [start + 4])
    }
    graph.integers("axis", [0])
    for side in ["ih", "hh"] {
      for index in 0..<3 {
        graph.node(
          "Slice", ["gru.weight_\(side)_l0", "s\(index)", "e\(index)", "axis"], ["\(side)\(index)"])
      }
      graph.node("Concat", (0..<3).map { "\(side)\($0)" }, ["\(side)"], ["axis": .integer(0)])
      graph.node("Unsqueeze", ["\(side)", "axis"], ["\(side)u"])
    }
    graph.node("GRU", ["x", "ihu", "hhu"], ["y"], ["hidden_size": .integer(4)])
    let network = try graph.network()
    let stored = ["reset", "update", "new"].map { Part($0, extent: 4) }
    for name in ["gru.weight_ih_l0", "gru.weight_hh_l0"] {
      let parameter = try #require(network.parameter(name))
      #expect(parameter.uses.count == 1)
      #expect(parameter.uses[0].layout.parts == stored)
      #expect(parameter.uses[0].layout.axes == [.output, .input])
      #expect(parameter.uses[0].region[0] == 0..<12)
    }
    #expect(network.roles("gru.weight_hh_l0") == [.recurrentHiddenKernel])
  }

  @Test func aHiddenSizeThatIsLeftOutIsFound() throws {
    var graph = GraphFixture()
    graph.input("x", [5, 2, 3])
    graph.weight("W", [2, 4, 3])
    graph.weight("R", [2, 4, 4])
    graph.weight("h0", [2, 2, 4])
    graph.node(
      "RNN", ["x", "W", "R", "", "", "h0"], ["y"], ["direction": .text("bidirectional")])
    let network = try graph.network()
    guard case .recurrent(let attributes) = network.operators[0].operation else {
      Issue.record("no recurrent layer")
      return
    }
    #expect(attributes.hiddenSize == 4)
    #expect(network.value("y")?.dimensions == [5, 2, 2, 4])
    #expect(network.roles("h0") == [.recurrentState])
  }

  // MARK: Attention

  /// A projection whose channels are cut by `cut` into q, k and v, and attention over them.
  private func attention(
    width: Int, channels: Int, transposed: Bool = false, cut: (inout GraphFixture) -> Void
  ) throws -> Network {
    var graph = GraphFixture()
    graph.input("x", ["batch", 5, .number(width)])
    graph.weight("qkv.weight", transposed ? [channels, width] : [width, channels])
    graph.weight("qkv.bias", [channels])
    if transposed {
      graph.node("Transpose", ["qkv.weight"], ["w"], ["perm": .integers([1, 0])])
    }
    graph.node("MatMul", ["x", transposed ? "w" : "qkv.weight"], ["p0"])
    graph.node("Add", ["p0", "qkv.bias"], ["p"])
    cut(&graph)
    graph.node("Transpose", ["k"], ["kt"], ["perm": .integers([0, 1, 3, 2])])
    graph.node("MatMul", ["q", "kt"], ["logits"])
    graph.node("Softmax", ["logits"], ["probabilities"])
    graph.node("MatMul", ["probabilities", "v"], ["y"])
    return try graph.network()
  }

  private func parts(_ network: Network, _ name: String) -> [Part] {
    network.parameter(name)?.primaryUse?.layout.parts ?? []
  }

  @Test(arguments: [false, true]) func splitIntoThree(transposed: Bool) throws {
    let network = try attention(width: 8, channels: 24, transposed: transposed) { graph in
      graph.integers("heads", [0, 0, 2, 4])
      graph.node("Split", ["p"], ["q0", "k0", "v0"], ["axis": .integer(2)])
      for name in ["q", "k", "v"] {
        graph.node("Reshape", ["\(name)0", "heads"], ["\(name)1"])
        graph.node("Transpose", ["\(name)1"], [name], ["perm": .integers([0, 2, 1, 3])])
      }
    }
    let expected = ["q", "k", "v"].map { Part($0, extent: 8) }
    #expect(parts(network, "qkv.weight") == expected)
    #expect(parts(network, "qkv.bias") == expected)
    #expect(
      network.parameter("qkv.weight")?.primaryUse?.layout.axes
        == (transposed ? [.output, .input] : [.input, .output]))
  }

  @Test func reshapedTransposedAndGathered() throws {
    let network = try attention(width: 8, channels: 24) { graph in
      graph.integers("heads", [0, 0, 3, 2, 4])
      graph.node("Reshape", ["p", "heads"], ["r"])
      graph.node("Transpose", ["r"], ["t"], ["perm": .integers([2, 0, 3, 1, 4])])
      for (index, name) in ["q", "k", "v"].enumerated() {
        graph.integers("i\(index)", [index], dims: [])
        graph.node("Gather", ["t", "i\(index)"], [name])
      }
    }
    #expect(parts(network, "qkv.weight") == ["q", "k", "v"].map { Part($0, extent: 8) })
  }

  @Test func interleavedByHead() throws {
    let network = try attention(width: 8, channels: 24) { graph in
      graph.integers("heads", [0, 0, 2, 3, 4])
      graph.node("Reshape", ["p", "heads"], ["r"])
      graph.node("Transpose", ["r"], ["t"], ["perm": .integers([3, 0, 2, 1, 4])])
      for (index, name) in ["q", "k", "v"].enumerated() {
        graph.integers("i\(index)", [index], dims: [])
        graph.node("Gather", ["t", "i\(index)"], [name])
      }
    }
    #expect(
      parts(network, "qkv.weight") == ["q", "k", "v", "q", "k", "v"].map { Part($0, extent: 4) })
  }

  @Test func fewerKeysThanQueriesAndAChannelForSomethingElse() throws {
    let network = try attention(width: 8, channels: 20) { graph in
      graph.integers("sizes", [8, 4, 4, 4])
      graph.integers("many", [0, 0, 2, 4])
      graph.integers("one", [0, 0, 1, 4])
      graph.integers("copies", [1, 2, 1, 1])
      graph.node("Split", ["p", "sizes"], ["q0", "k0", "v0", "gate"], ["axis": .integer(-1)])
      graph.node("Sigmoid", ["gate"], ["g"])
      graph.node("Reshape", ["q0", "many"], ["q1"])
      graph.node("Transpose", ["q1"], ["q"], ["perm": .integers([0, 2, 1, 3])])
      for name in ["k", "v"] {
        graph.node("Reshape", ["\(name)0", "one"], ["\(name)1"])
        graph.node("Transpose", ["\(name)1"], ["\(name)2"], ["perm": .integers([0, 2, 1, 3])])
        graph.node("Tile", ["\(name)2", "copies"], [name])
      }
    }
    #expect(
      parts(network, "qkv.weight") == [
        Part("q", extent: 8), Part("k", extent: 4), Part("v", extent: 4), Part("rest", extent: 4),
      ])
  }

  @Test func slicesOfOneTensorInThreeProducts() throws {
    var graph = GraphFixture()
    graph.input("x", [2, 5, 8])
    graph.weight("in_proj_weight", [24, 8])
    graph.integers("axis", [0])
    for (index, name) in ["q", "k", "v"].enumerated() {
      graph.integers("s\(index)", [index * 8])
      graph.integers("e\(index)", [index * 8 + 8])
      graph.node("Slice", ["in_proj_weight", "s\(index)", "e\(index)", "axis"], ["\(name)w"])
      graph.node("Transpose", ["\(name)w"], ["\(name)wt"], ["perm": .integers([1, 0])])
      graph.node("MatMul", ["x", "\(name)wt"], [name])
    }
    graph.node("Transpose", ["k"], ["kt"], ["perm": .integers([0, 2, 1])])
    graph.node("MatMul", ["q", "kt"], ["logits"])
    graph.node("Softmax", ["logits"], ["p"])
    graph.node("MatMul", ["p", "v"], ["y"])
    let uses = try #require(try graph.network().parameter("in_proj_weight")?.uses)
    #expect(uses.map { $0.region[0] } == [0..<8, 8..<16, 16..<24])
    for use in uses {
      #expect(use.role == .kernel)
      #expect(use.layout.parts == ["q", "k", "v"].map { Part($0, extent: 8) })
    }
  }

  /// Three parts that no attention uses, and attention whose projections are separate, are not packed.
  @Test func splittingAloneMakesNoAttention() throws {
    var graph = GraphFixture()
    graph.input("x", [2, 5, 8])
    graph.weight("w", [8, 24])
    graph.node("MatMul", ["x", "w"], ["p"])
    graph.node("Split", ["p"], ["a", "b", "c"], ["axis": .integer(2)])
    graph.node("Mul", ["a", "b"], ["ab"])
    graph.node("Mul", ["ab", "c"], ["y"])
    let network = try graph.network()
    #expect(network.roles("w") == [.kernel])
    #expect(parts(network, "w").isEmpty)
  }
}
