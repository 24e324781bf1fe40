import OnsetCore

/// Puts nodes in an order in which every input is produced before it is used.
enum ExecutionOrder {
  /// The order of the nodes, the file's own wherever that is possible.
  ///
  /// - Parameter producers: For each node, the nodes that produce its inputs.
  /// - Throws: `OnsetError` that names a node of a cycle.
  /// - Complexity: O(nodes + inputs).
  static func order(producers: [[Int]], names: [String]) throws(OnsetError) -> [Int] {
    enum Mark { case new, open, done }
    var marks = [Mark](repeating: .new, count: producers.count)
    var order: [Int] = []
    // Depth first with its own stack: a hostile graph may be a chain of a million nodes.
    var stack: [(node: Int, next: Int)] = []
    for start in producers.indices where marks[start] == .new {
      stack.append((start, 0))
      marks[start] = .open
      while let top = stack.last {
        if top.next < producers[top.node].count {
          stack[stack.count - 1].next += 1
          let producer = producers[top.node][top.next]
          if marks[producer] == .open {
            throw OnsetError(
              .invalidFile, "the graph has a cycle: this operator needs its own result",
              at: names[producer], fix: "export the model again")
          }
          if marks[producer] == .new {
            marks[producer] = .open
            stack.append((producer, 0))
          }
        } else {
          marks[top.node] = .done
          order.append(top.node)
          stack.removeLast()
        }
      }
    }
    return order
  }
}
