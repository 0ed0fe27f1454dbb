// SPDX-License-Identifier: BSL-1.0
// A child process that is a server on its standard input and output.
#pragma once

#include <jsonrpcclient/config.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jsonrpcclient {

/// How a process has ended.
///
/// @code
/// rpc::process clangd("clangd");
/// clangd.on_exit([](const rpc::process_exit& how) { std::cerr << to_string(how) << '\n'; });
/// @endcode
class JSONRPCCLIENT_DECL process_exit
{
public:
    /// In a way that nobody knows: the program ignores SIGCHLD, or waits for all its children elsewhere.
    process_exit() = default;

    static process_exit with_status(int value) noexcept;
    static process_exit by_signal(int number) noexcept;

    /// If it ended by itself.
    std::optional<int> status() const noexcept { return status_; }
    /// If a signal has ended it.
    std::optional<int> signal() const noexcept { return signal_; }

    friend bool operator==(const process_exit&, const process_exit&) = default;

private:
    std::optional<int> status_;
    std::optional<int> signal_;
};

/// "the process exited with status 3", "the process was ended by signal 9 (Killed)" or "the process ended".
JSONRPCCLIENT_DECL std::string to_string(const process_exit& value);

/** How to start a child process that is a server on its standard input and output.

    @code
    rpc::client clangd(executor, rpc::process("clangd").argument("--log=error"),
                       rpc::client_options().framing(rpc::framing::content_length()));
    @endcode

    The client starts it when the first call needs it, and again when it has ended
    and calls or listeners need it, as `client_options::reconnect` says.

    @par What the process has
    The program's environment and directory, unless something else is set here; two
    files for its input and output; the program's standard error, unless
    `on_standard_error` is set; no other open file; and every signal at its default.

    @par Its end
    `client::close` closes its standard input. If it has not ended half a second
    later it gets SIGTERM, and 0.2 s later SIGKILL. So it goes behind a client that
    was destroyed, and a connection that was lost, too. When the execution context is
    destroyed it gets SIGKILL at once. It is always waited for.

    @par Handlers
    They are called on the client's executor, for each process that the client starts,
    and not any more when the client was destroyed. What they throw is dropped.

    @par Errors
    The setters throw `errc::invalid_config` for a text that no process can be given.
    A process that cannot be started ends the calls with `errc::not_connected`, and the
    reason; one that has ended, with `errc::connection_lost`, and how it did.
*/
class JSONRPCCLIENT_DECL process
{
public:
    using line_handler = std::function<void(std::string_view line)>;
    using exit_handler = std::function<void(const process_exit& how)>;

    /// A name without a slash is looked for in the directories of PATH, as this program has it. There is no shell.
    explicit process(std::string program);

    /// By a command such as `clangd --log=error 'a b'`: words and quotes are those of a POSIX shell. Nothing is
    /// expanded, and a character that is an operator there, such as |, is part of its word.
    static process parse(std::string_view command);

    /// Adds an argument behind those that there are.
    process& argument(std::string value);

    /// Adds a variable to the environment, in place of one that has this name.
    process& environment(std::string name, std::string value);

    /// Where the process starts; a program by a relative path is looked for there. Default: where this program is.
    process& directory(std::string path);

    /// Is told what the process writes to its standard error, line by line without their ends; of a longer line, pieces
    /// of 64 KiB. Default: it goes where this program's goes.
    process& on_standard_error(line_handler handler);

    /// Is told how the process has ended, after the last line of its standard error.
    process& on_exit(exit_handler handler);

    /// Drops what the process writes to its standard output beside its messages. With the framings `newline`,
    /// `delimiter` and `bare` these are messages that begin with neither { nor [; with `content_length`, lines in front
    /// of a header that do not begin with `Content-Length:`; with others nothing. Default: each is counted and logged as
    /// malformed, and with `content_length` ends the connection.
    process& skip_stray_output(bool value = true);

    /// The program and its arguments.
    const std::vector<std::string>& words() const noexcept { return words_; }
    const std::vector<std::pair<std::string, std::string>>& environment() const noexcept { return environment_; }
    /// Empty if it was not set.
    const std::string& directory() const noexcept { return directory_; }
    const line_handler& on_standard_error() const noexcept { return on_standard_error_; }
    const exit_handler& on_exit() const noexcept { return on_exit_; }
    bool skip_stray_output() const noexcept { return skip_stray_output_; }

private:
    std::vector<std::string> words_;
    std::vector<std::pair<std::string, std::string>> environment_;
    std::string directory_;
    line_handler on_standard_error_;
    exit_handler on_exit_;
    bool skip_stray_output_ = false;
};

} // namespace jsonrpcclient
