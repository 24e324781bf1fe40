import OnsetCore
import OnsetModels
import OnsetTestSupport
import Testing

/// Graphs that no exporter writes: an error or a network, never a crash, never unbounded memory.
@Suite struct HostileGraphTests {
  /// A graph with something of everything: products, windows, recurrence, attention, shape arithmetic.
  private static func seedGraph() -> GraphFixture {
    var graph = GraphFixture()
    graph.addOpset("local", 1)
    graph.input("x", ["batch", 4, 8, 8])
    graph.input("ids", [2, 3], type: 7)
    for (name, dims) in [
      ("k", [6, 2, 3, 3]), ("kb", [6]), ("up", [6, 3, 2, 2]), ("w", [6, 18]), ("wb", [18]),
      ("W", [1, 24, 6]), ("R", [1, 24, 6]), ("B", [1, 48]), ("table", [9, 6]), ("s", [6]),
    ] {
      graph.weight(name, dims)
    }
    graph.integers("pads", [0, 0, 1, 1, 0, 0, 1, 1])
    graph.integers("rows", [0, 6, -1])
    graph.integers("start", [1])
    graph.integers("end", [3])
    graph.integers("axis", [0])
    graph.integers("heads", [0, 0, 3, 2, 3])
    graph.node(
      "Conv", ["x", "k", "kb"], ["c"], ["group": .integer(2), "pads": .integers([1, 1, 1, 1])])
    graph.node("BatchNormalization", ["c", "s", "kb", "s", "s"], ["bn"])
    graph.node(
      "MaxPool", ["bn"], ["mp"],
      ["kernel_shape": .integers([2, 2]), "strides": .integers([2, 2])])
    graph.node("ConvTranspose", ["mp", "up"], ["ct"], ["strides": .integers([2, 2])])
    graph.node("Pad", ["ct", "pads"], ["pad"])
    graph.node("Shape", ["mp"], ["shape"])
    graph.node("Slice", ["shape", "start", "end", "axis"], ["part"])
    graph.node("Concat", ["part", "start"], ["target"], ["axis": .integer(0)])
    graph.node("Range", ["axis0", "axis1", "axis1"], ["range"])
    graph.integers("axis0", [0], dims: [])
    graph.integers("axis1", [1], dims: [])
    graph.node("Reshape", ["mp", "rows"], ["r"])
    graph.node("Transpose", ["r"], ["t"], ["perm": .integers([0, 2, 1])])
    graph.node("MatMul", ["t", "w"], ["p0"])
    graph.node("Add", ["p0", "wb"], ["p"])
    graph.node("Reshape", ["p", "heads"], ["h5"])
    graph.node("Transpose", ["h5"], ["ht"], ["perm": .integers([2, 0, 3, 1, 4])])
    graph.node("Split", ["ht"], ["q", "kk", "v"], ["axis": .integer(0)])
    graph.node("Transpose", ["kk"], ["kt"], ["perm": .integers([0, 1, 2, 4, 3])])
    graph.node("MatMul", ["q", "kt"], ["logits"])
    graph.node("Softmax", ["logits"], ["probabilities"], ["axis": .integer(-1)])
    graph.node("MatMul", ["probabilities", "v"], ["attended"])
    graph.node("LSTM", ["t", "W", "R", "B"], ["l", "lh", "lc"], ["hidden_size": .integer(6)])
    graph.node("Gather", ["table", "ids"], ["e"])
    graph.node("ConstantOfShape", ["target"], ["filled"])
    graph.node("Tile", ["part", "start"], ["tiled"])
    graph.node("CumSum", ["part", "axis0"], ["sums"])
    graph.node("SplitToSequence", ["e"], ["list"], ["axis": .integer(1), "keepdims": .integer(0)])
    graph.node("SequenceAt", ["list", "axis0"], ["member"])
    graph.node("Resize", ["pad", "", "", "rows"], ["resized"])
    graph.node("Einsum", ["t", "w"], ["sum"], ["equation": .text("bij,jk->bik")])
    graph.output("attended")
    return graph
  }

  private static let numbers = [
    -1, 0, 1, 2, 3, 7, -2, 64, 1 << 20, 1 << 31, 1 << 40, 1 << 62, Int.max, Int.min, Int.max - 1,
  ]

  /// Changes one thing of a graph at random.
  private static func mutate(_ model: inout Onnx_ModelProto, _ random: inout SplitMix64) {
    let node = Int.random(in: 0..<model.graph.node.count, using: &random)
    let weight = Int.random(in: 0..<model.graph.initializer.count, using: &random)
    let number = Int64(numbers.randomElement(using: &random) ?? 0)
    let names = model.graph.node.flatMap { $0.input + $0.output } + ["", "nowhere"]
    let name = names.randomElement(using: &random) ?? ""
    switch Int.random(in: 0..<13, using: &random) {
    case 0:
      guard !model.graph.initializer[weight].dims.isEmpty else { return }
      model.graph.initializer[weight].dims[0] = number
    case 1: model.graph.initializer[weight].dims.append(number)
    case 2: model.graph.initializer[weight].dataType = Int32(truncatingIfNeeded: number)
    case 3:
      let count = model.graph.initializer[weight].int64Data.count
      guard count > 0 else { return }
      model.graph.initializer[weight].int64Data[Int.random(in: 0..<count, using: &random)] = number
    case 4:
      let count = model.graph.node[node].input.count
      guard count > 0 else { return }
      model.graph.node[node].input[Int.random(in: 0..<count, using: &random)] = name
    case 5: model.graph.node[node].input.removeAll()
    case 6: model.graph.node[node].input.append(name)
    case 7: model.graph.node[node].output = [name, "extra"]
    case 8:
      let types =
        model.graph.node.map(\.opType) + ["GatherND", "TopK", "OneHot", "Trilu", "Clip", "Where"]
      model.graph.node[node].opType = types.randomElement(using: &random) ?? ""
    case 9:
      for index in model.graph.node[node].attribute.indices {
        model.graph.node[node].attribute[index].i = number
        model.graph.node[node].attribute[index].ints = [number, 1, number]
      }
    case 10:
      for index in model.graph.node[node].attribute.indices {
        model.graph.node[node].attribute[index].type = .floats
      }
    case 11: model.graph.node.remove(at: node)
    default:
      guard !model.graph.node.isEmpty else { return }
      model.graph.node.swapAt(node, 0)
    }
  }

  @Test func theSeedGraphItselfIsRead() throws {
    let network = try Self.seedGraph().network(["x": [2, 4, 8, 8]])
    #expect(network.value("attended")?.dimensions == [1, 2, 2, 16, 3])
    #expect(network.value("l")?.dimensions == [2, 1, 16, 6])
    #expect(network.value("member")?.dimensions == [2, 6])
  }

  @Test(arguments: 0..<16) func mutatedGraphs(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let original = Self.seedGraph().model
    for _ in 0..<150 {
      var model = original
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        guard !model.graph.node.isEmpty else { break }
        Self.mutate(&model, &random)
      }
      do throws(OnsetError) {
        let network = try Network(model)
        // Whatever was read must be consistent: an interpretation indexes by these numbers.
        for node in network.operators {
          for value in node.inputs + node.outputs where value != nil {
            #expect(network.values.indices.contains(value ?? -1))
          }
        }
        for use in network.parameters.flatMap(\.uses) {
          #expect(network.operators.indices.contains(use.consumer))
        }
      } catch {
        #expect(!error.message.isEmpty)
      }
    }
  }

  /// Folding is bounded: a graph that asks for 2^40 elements, or doubles its elements sixty times, is not
  /// evaluated.
  @Test func whatWouldTakeMuchMemoryStaysUnfolded() throws {
    var graph = GraphFixture()
    graph.integers("size", [1 << 20, 1 << 20])
    graph.node("ConstantOfShape", ["size"], ["filled"])
    graph.integers("ones", [1, 1])
    graph.node("Concat", ["ones", "ones"], ["t0"], ["axis": .integer(0)])
    for index in 0..<60 {
      graph.node("Concat", ["t\(index)", "t\(index)"], ["t\(index + 1)"], ["axis": .integer(0)])
    }
    let network = try graph.network()
    #expect(network.value("filled")?.dimensions == [1 << 20, 1 << 20])
    #expect(network.value("filled")?.constant == nil)
    #expect(network.value("t3")?.constant?.shape == [32])
    #expect(network.value("t50")?.constant == nil)
  }

  @Test func aChainOfManyOperatorsNeedsNoDeepStack() throws {
    var graph = GraphFixture()
    graph.input("x", [2])
    graph.node("Relu", ["t1"], ["t0"])
    for index in 1..<20_000 { graph.node("Relu", ["t\(index + 1)"], ["t\(index)"]) }
    graph.node("Relu", ["x"], ["t20000"])
    #expect(try graph.network().value("t0")?.dimensions == [2])
  }
}
