/// One thing to time: what is prepared once, and what is then repeated.
struct BenchmarkCase: Sendable {
  /// The name by which the script asks for it.
  let name: String
  /// What the work computes for a size, for scripts that compare it with the peer's; `nil` where there is
  /// nothing to compare.
  let result: (@Sendable (_ size: Int) throws -> [Double])?
  /// Makes everything that is not timed for a size, and returns the work.
  let prepare: @Sendable (_ size: Int) throws -> () throws -> Void

  init(
    _ name: String, result: (@Sendable (_ size: Int) throws -> [Double])? = nil,
    prepare: @escaping @Sendable (_ size: Int) throws -> () throws -> Void
  ) {
    self.name = name
    self.result = result
    self.prepare = prepare
  }

  /// Every case; a new one is one more list in a file of its own.
  static let all: [BenchmarkCase] = fills + matrices + kernels
}
