/// Neighbouring layers of one module, told by the beginning that their names share.
struct LayerGroups {
  /// The layers of one group and the name that they share.
  struct Group: Hashable {
    var layers: ClosedRange<Int>
    var name: String
  }

  /// The groups in order, each layer in one; none where names do not group the layers.
  let groups: [Group]

  /// More would be too narrow to be told apart.
  private static let most = 26
  private static let deepest = 6

  /// Groups layers by the longest beginnings that still leave few groups, of two layers on the average.
  init(_ names: [String]) {
    let parts = names.map { $0.split { "./".contains($0) } }
    let candidates = (1...Self.deepest).map { depth in Self.grouped(parts, depth) }
    groups =
      candidates.last { $0.count > 1 && $0.count <= Self.most && 2 * $0.count <= names.count } ?? []
  }

  private static func grouped(_ parts: [[Substring]], _ depth: Int) -> [Group] {
    var groups: [Group] = []
    for (index, part) in parts.enumerated() {
      let name = part.prefix(depth).joined(separator: ".")
      if let last = groups.last, last.name == name {
        groups[groups.count - 1].layers = last.layers.lowerBound...index
      } else {
        groups.append(Group(layers: index...index, name: name))
      }
    }
    return groups
  }
}
