import OnsetCore
import OnsetModels
import OnsetTensor

extension OperatorCall {
  /// Operators on sequences of tensors.
  func sequences() throws -> [RuntimeValue] {
    switch node.operation {
    case .sequenceEmpty: return [.sequence([])]
    case .sequenceConstruct: return [.sequence(try tensors())]
    case .splitToSequence(let axis, let keeps):
      return [.sequence(try splitToSequence(tensor(0), axis: axis, keeps: keeps))]
    default: break
    }
    guard var members = try inputs.first??.asSequence() else {
      throw unsupported("needs a sequence")
    }
    switch node.operation {
    case .sequenceAt: return [.tensor(members[try place(1, in: 0..<members.count)])]
    case .sequenceLength: return [.tensor(try .scalar(Double(members.count), dtype: .int64))]
    case .sequenceInsert:
      let place = try optionalTensor(2) == nil ? members.count : place(2, in: 0..<members.count + 1)
      members.insert(try tensor(1), at: place)
    case .sequenceErase:
      let given = try optionalTensor(1) == nil
      members.remove(at: try given ? max(0, members.count - 1) : place(1, in: 0..<members.count))
    case .concatenateSequence(let axis, let isNewAxis):
      let parts = isNewAxis ? try members.map { try $0.unsqueezed([axis]) } : members
      return [.tensor(try .concatenated(parts, axis: axis))]
    default: throw unsupported("is no operator on sequences")
    }
    return [.sequence(members)]
  }

  /// A place in a sequence; negative ones count from its members' end.
  private func place(_ position: Int, in range: Range<Int>) throws -> Int {
    let given = try integer(position)
    let place = given < 0 ? given + range.count : given
    guard range.contains(place) else {
      throw OnsetError(
        .invalidValue, "place \(given) lies outside a sequence of \(range.count) places")
    }
    return place
  }

  /// Without sizes each part has extent 1; one size alone is that of all parts but the last.
  private func splitToSequence(_ x: Tensor, axis: Int, keeps: Bool) throws -> [Tensor] {
    let extent = x.shape[try x.checked(axis)]
    guard let given = try optionalTensor(1) else {
      let parts = try x.split(axis: axis, sizes: [Int](repeating: 1, count: extent))
      return keeps ? parts : try parts.map { try $0.squeezed([axis]) }
    }
    if given.rank == 0, let size = given.integers.first {
      guard size > 0 else { throw unsupported("has parts of size \(size)") }
      let sizes = stride(from: 0, to: extent, by: size).map { min(size, extent - $0) }
      return try x.split(axis: axis, sizes: sizes)
    }
    return try x.split(axis: axis, sizes: given.integers)
  }
}
