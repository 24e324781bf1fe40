import Foundation

/// Answers a line `NAME SIZE` on standard input with a line of JSON: how many seconds one run took. For
/// `NAME SIZE FILE` it writes the case's result to the file instead, as float64 in the machine's order.
///
/// The process stays alive between lines, so that start-up is never timed and the peer can run in
/// between. A case is prepared, and run once to warm up, when it is first asked for.
@main
struct BenchmarkCommand {
  static func main() {
    var prepared: [String: () throws -> Void] = [:]
    while let line = readLine() {
      defer { flushStandardOutput() }
      do {
        if try write(line) {
          print(#"{"case": "\#(line)"}"#)
          continue
        }
        let work = try prepared[line] ?? prepare(line)
        prepared[line] = work
        let seconds = try seconds(of: work)
        print(#"{"case": "\#(line)", "seconds": \#(seconds)}"#)
      } catch {
        print(#"{"case": "\#(line)", "error": "\#(error)"}"#)
      }
    }
  }

  /// Writes the result of a case where the line names a file.
  private static func write(_ line: String) throws -> Bool {
    let words = line.split(separator: " ", maxSplits: 2)
    guard words.count == 3 else { return false }
    guard let size = Int(words[1]), size > 0,
      let result = BenchmarkCase.all.first(where: { $0.name == words[0] })?.result
    else { throw UnknownCase() }
    let bytes = try result(size).withUnsafeBytes { Data($0) }
    try bytes.write(to: URL(fileURLWithPath: String(words[2])))
    return true
  }

  private static func prepare(_ line: String) throws -> () throws -> Void {
    let words = line.split(separator: " ")
    guard words.count == 2, let size = Int(words[1]), size > 0,
      let benchmark = BenchmarkCase.all.first(where: { $0.name == words[0] })
    else { throw UnknownCase() }
    let work = try benchmark.prepare(size)
    try work()
    return work
  }

  private static func seconds(of work: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try work()
    let parts = (clock.now - start).components
    return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
  }

  private struct UnknownCase: Error, CustomStringConvertible {
    var description: String {
      "a line is a name and a size, and a file for a result; names are "
        + BenchmarkCase.all.map(\.name).joined(separator: ", ")
    }
  }
}
