// SPDX-License-Identifier: BSL-1.0
#include "settings.hpp"

namespace tool {

settings::settings(const rpc::client& client)
{
    for (auto& option : client.effective_options())
        if (option.name == "id_generator")
            generate_id = rpc::id_generators::by_name(option.value);
        else if (option.name == "protocol_version")
            is_version_one = option.value == "1.0";
        else if (option.name == "basic_logging")
            logs = option.value == "true";
}

} // namespace tool
