// SPDX-License-Identifier: BSL-1.0
// jsonrpc: JSON-RPC calls from the command line.
#include "options.hpp"
#include "output.hpp"
#include "run.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace {

// A connection must not take the number of a standard stream that is closed, or what is printed would go there. What
// takes its place can be neither read nor written as that stream is.
void keep_standard_streams()
{
    for (int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (::fcntl(stream, F_GETFD) == -1)
            ::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

} // namespace

int main(int count, char** words)
{
    keep_standard_streams();
    try
    {
        auto given = tool::parse_command_line(count, words);
        return static_cast<int>(given ? tool::run(*given) : tool::end_of_output(tool::status::good));
    }
    catch (...)
    {
        return static_cast<int>(tool::report(std::current_exception()));
    }
}
