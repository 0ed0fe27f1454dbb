// SPDX-License-Identifier: BSL-1.0
#include "support/temporary_folder.hpp"

#include <stdlib.h>

#include <cerrno>
#include <system_error>

namespace test {

temporary_folder::temporary_folder()
{
    auto name = (std::filesystem::temp_directory_path() / "jsonrpcclient-XXXXXX").string();
    if (!::mkdtemp(name.data()))
        throw std::system_error(errno, std::generic_category(), name);
    folder_ = name;
}

temporary_folder::~temporary_folder()
{
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

} // namespace test
