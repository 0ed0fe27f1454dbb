// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/logging.hpp>

#include <cstdio>

namespace jsonrpcclient::logging {

void write_to_stderr(const record& entry)
{
    // One write a line, so that lines of several threads do not mix.
    std::string line = entry.logger == "jsonrpcclient.client.request" ? "--> " : "<-- ";
    line += entry.message;
    if (entry.http_code != 0)
    {
        line += " (" + std::to_string(entry.http_code);
        if (!entry.http_reason.empty())
            line += ' ';
        line += entry.http_reason;
        line += ')';
    }
    line += '\n';
    std::fwrite(line.data(), 1, line.size(), stderr);
}

} // namespace jsonrpcclient::logging
