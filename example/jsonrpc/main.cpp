// SPDX-License-Identifier: BSL-1.0
// jsonrpc: JSON-RPC calls from the command line.
#include "options.hpp"
#include "output.hpp"
#include "run.hpp"

int main(int count, char** words)
{
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
