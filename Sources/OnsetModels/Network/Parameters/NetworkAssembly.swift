import OnsetCore
import SwiftProtobuf

/// Puts a network together from the built graph and the recognised parameters.
struct NetworkAssembly {
  private let model: Onnx_ModelProto
  private let builder: NetworkBuilder
  private let finder: ParameterFinder
  private let hints: NamingHints

  /// Prepares to put a network together.
  init(
    _ model: Onnx_ModelProto, _ builder: NetworkBuilder, _ finder: ParameterFinder,
    _ hints: NamingHints
  ) {
    self.model = model
    self.builder = builder
    self.finder = finder
    self.hints = hints
  }

  /// The network.
  func network() -> Network {
    let account = ParameterAccount(finder)
    var network = Network(
      inputs: builder.inputs, outputs: builder.outputs, operators: builder.operators,
      values: builder.values)
    var indices: [Int: Int] = [:]
    var names = ParameterNames(finder, hints: hints, origins: builder.origins)
    let copies = copiedParameters(account)
    for source in orderOfFirstUse() where account.isParameter[source] && copies[source] == nil {
      indices[source] = network.parameters.count
      network.parameters.append(parameter(source, name: names.name(of: source)))
    }
    for (source, original) in copies.sorted(by: { $0.key < $1.key }) {
      guard let index = indices[original] else { continue }
      indices[source] = index
      join(source, to: &network.parameters[index])
    }
    network.constants = constants(account, copies)
    markValues(&network, indices)
    nameModules(&network)
    network.remarks = NetworkRemarks(network, hints: hints, origins: builder.origins).all()
    return network
  }

  /// The candidates in the order of their first use, those that nothing reads last.
  private func orderOfFirstUse() -> [Int] {
    finder.candidates.indices.sorted { left, right in
      let first = finder.drafts[left].map(\.consumer).min() ?? .max
      let second = finder.drafts[right].map(\.consumer).min() ?? .max
      return (first, left) < (second, right)
    }
  }

  private func parameter(_ source: Int, name: ParameterNames.Restored) -> Parameter {
    let candidate = finder.candidates[source]
    return Parameter(
      name: ParameterName(name.name), initializerName: candidate.name,
      shape: candidate.constant.shape, dtype: candidate.constant.dtype,
      isStoredTransposed: name.isTransposed,
      mergedNames: name.merged.map { ParameterName($0) },
      uses: finder.drafts[source].map { $0.use(of: candidate.constant.shape) }.sorted {
        ($0.consumer, $0.position) < ($1.consumer, $1.position)
      })
  }

  // MARK: Copies

  /// Initializers that repeat another one, which the file holds too: by candidate, the original.
  private func copiedParameters(_ account: ParameterAccount) -> [Int: Int] {
    var sources: [String: Int] = [:]
    for (source, candidate) in finder.candidates.enumerated() where candidate.origin == .parameter {
      sources[candidate.name] = source
    }
    var copies: [Int: Int] = [:]
    for (source, candidate) in finder.candidates.enumerated() where account.isParameter[source] {
      guard case .folded(let names, 0) = candidate.origin, names.count == 1,
        let original = sources[names[0]], account.isParameter[original],
        candidate.constant.shape.rank == 2
      else { continue }
      let shape = finder.candidates[original].constant.shape
      guard isTransposed(source, of: shape) || candidate.constant.shape == shape else { continue }
      copies[source] = original
    }
    return copies
  }

  /// Whether a copy is the transpose: by its shape; of a square tensor an exporter makes no other copy.
  private func isTransposed(_ source: Int, of shape: Shape) -> Bool {
    finder.candidates[source].constant.shape.dimensions == shape.dimensions.reversed()
  }

  /// Makes a copy's uses uses of the original, in the axes in which that is stored.
  private func join(_ source: Int, to parameter: inout Parameter) {
    let candidate = finder.candidates[source]
    let isTransposed = isTransposed(source, of: parameter.shape)
    parameter.copies.append(
      StoredCopy(initializerName: candidate.name, isTransposed: isTransposed))
    for draft in finder.drafts[source] {
      var use = draft.use(of: candidate.constant.shape)
      if isTransposed {
        use.layout.axes.reverse()
        use.region.reverse()
      }
      parameter.uses.append(use)
    }
    parameter.uses.sort { ($0.consumer, $0.position) < ($1.consumer, $1.position) }
  }

  // MARK: Constants

  /// Every initializer that is no parameter.
  private func constants(
    _ account: ParameterAccount, _ copies: [Int: Int]
  ) -> [Network.StoredConstant] {
    var reasons: [Network.ValueID: String] = [:]
    for (source, candidate) in finder.candidates.enumerated() {
      reasons[candidate.value] = account.isParameter[source] ? "" : account.reasons[source]
    }
    for (source, original) in copies {
      reasons[finder.candidates[source].value] =
        "a copy of \(finder.candidates[original].name), written with it"
    }
    var constants: [Network.StoredConstant] = []
    for (value, tensor) in builder.initializers {
      guard reasons[value] != "", let constant = builder.values[value].constant else { continue }
      let standard =
        constant.dtype.isFloatingPoint
        ? "a number of a formula" : "integers: shapes, indices or masks"
      constants.append(
        Network.StoredConstant(
          name: tensor.name, shape: constant.shape, dtype: constant.dtype,
          reason: reasons[value] ?? standard))
    }
    for sparse in model.graph.sparseInitializer {
      guard let shape = try? Shape(checking: sparse.dims.map { Int($0) }) else { continue }
      constants.append(
        Network.StoredConstant(
          name: sparse.values.name, shape: shape,
          dtype: ONNXDataType.dtype(sparse.values.dataType) ?? .float32,
          reason: "a sparse tensor, which Onset does not initialize"))
    }
    return constants
  }

  /// Notes at every value which parameter it is, or is a view of.
  private func markValues(_ network: inout Network, _ indices: [Int: Int]) {
    for value in network.values.indices where !finder.derived.contains(value) {
      guard let pieces = finder.tracker[value]?.pieces, let source = pieces.first?.source,
        pieces.allSatisfy({ $0.source == source }), let parameter = indices[source]
      else { continue }
      network.values[value].parameter = parameter
      // What is learned is no constant, however small it is.
      if finder.candidates[source].value == value {
        network.values[value].constant?.elements = .stored(
          initializer: finder.candidates[source].name)
      } else {
        network.values[value].constant = nil
      }
    }
  }

  /// Gives operators that an optimizer made the module of the parameter that they read.
  private func nameModules(_ network: inout Network) {
    for parameter in network.parameters where parameter.name.text.contains(".") {
      for use in parameter.uses where network.operators[use.consumer].module == nil {
        let components = parameter.name.text.split(separator: ".").dropLast()
        network.operators[use.consumer].module = components.joined(separator: ".")
      }
    }
  }
}
