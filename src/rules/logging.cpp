// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/logging.hpp>

#include "rules/ascii.hpp"

#include <cstdio>

namespace jsonrpcclient::logging {
namespace {

// What a server says must neither move the cursor of a terminal nor look like another line.
void append_shown(std::string& line, std::string_view text)
{
    for (char character : text)
        if (!detail::is_control(character) || character == '\t')
            line += character;
        else
        {
            char escaped[5];
            std::snprintf(escaped, sizeof escaped, "\\x%02x",
                          static_cast<unsigned>(static_cast<unsigned char>(character)));
            line += escaped;
        }
}

} // namespace

void write_to_stderr(const record& entry)
{
    // One write a line, so that lines of several threads do not mix.
    std::string line = entry.logger == "jsonrpcclient.client.request" ? "--> " : "<-- ";
    append_shown(line, entry.message);
    if (entry.http_code != 0)
    {
        line += " (" + std::to_string(entry.http_code);
        if (!entry.http_reason.empty())
            line += ' ';
        append_shown(line, entry.http_reason);
        line += ')';
    }
    line += '\n';
    std::fwrite(line.data(), 1, line.size(), stderr);
}

} // namespace jsonrpcclient::logging
