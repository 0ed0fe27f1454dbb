// SPDX-License-Identifier: BSL-1.0
// What the tool has to know of a client's options once the configuration files were read.
#pragma once

#include <jsonrpcclient/client.hpp>

namespace tool {

namespace rpc = jsonrpcclient;

struct settings
{
    explicit settings(const rpc::client& client);

    // A new one, of the kind that the client has.
    rpc::id_generator generate_id;
    // JSON-RPC 1.0 is spoken.
    bool is_version_one = false;
    // Messages go to standard error.
    bool logs = false;
};

} // namespace tool
