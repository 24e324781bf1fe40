public import OnsetModels

/// A linear map or normalization whose output is the end of a residual branch.
public struct ResidualPlace: Hashable, Sendable {
  /// The operator that adds the branch to its shortcut.
  public var addition: Network.OperatorID
  /// How many branches the network adds in this way without a normalization at their end, which could
  /// silence them.
  public var branchCount: Int
  /// Whether each sum goes straight into a normalization whose output is the next shortcut (post-norm),
  /// so that the stream cannot grow with depth.
  public var isNormalizedAfter: Bool
}

/// The residual branches of a network: where each is added and which side is the shortcut.
///
/// An addition is residual when one side, the branch, has passed more linear maps than the other, the
/// shortcut, counting only those that the two do not share.
package struct ResidualStructure {
  private let ancestry: Ancestry
  private let isNormalizedAfter: [Network.OperatorID: Bool]

  /// Finds the residual additions of a network.
  package init(_ network: Network, consumers: [[Network.OperatorID]]) {
    let ancestry = Ancestry(network)
    var found: [Network.OperatorID: Bool] = [:]
    var bare = 0
    for (index, node) in network.operators.enumerated() {
      guard case .binary(.add) = node.operation, let left = node.input(0),
        let right = node.input(1),
        let sum = node.output(0), !network.isFixed(left), !network.isFixed(right)
      else { continue }
      let onlyLeft = ancestry.linearMaps(before: left, notBefore: right)
      let onlyRight = ancestry.linearMaps(before: right, notBefore: left)
      guard onlyLeft != onlyRight else { continue }
      let (shortcut, branch) = onlyLeft < onlyRight ? (left, right) : (right, left)
      if !Self.isNormalized(branch, in: network) { bare += 1 }
      found[index] =
        Self.isNormalized(shortcut, in: network) && !consumers[sum].isEmpty
        && consumers[sum].allSatisfy { network.operators[$0].operation.isNormalization }
    }
    self.ancestry = ancestry
    isNormalizedAfter = found
    branchCount = bare
  }

  private static func isNormalized(_ value: Network.ValueID, in network: Network) -> Bool {
    guard let producer = network.values[value].producer else { return false }
    let node = network.operators[producer]
    guard node.operation.isTransparent, let input = node.input(0) else {
      return node.operation.isNormalization
    }
    return isNormalized(input, in: network)
  }

  /// Whether an operator adds a residual branch to its shortcut.
  package func contains(_ addition: Network.OperatorID) -> Bool {
    isNormalizedAfter[addition] != nil
  }

  /// The number of residual branches that do not end in a normalization.
  package let branchCount: Int

  /// Where the path ends as a residual branch; `nil` where it is a shortcut or no residual at all.
  package func place(of path: SignalPath) -> ResidualPlace? {
    for addition in path.additions {
      guard let isNormalizedAfter = isNormalizedAfter[addition.node],
        ancestry.linearMaps(before: addition.own, notBefore: addition.other)
          > ancestry.linearMaps(before: addition.other, notBefore: addition.own)
      else { continue }
      return ResidualPlace(
        addition: addition.node, branchCount: branchCount, isNormalizedAfter: isNormalizedAfter)
    }
    return nil
  }
}
