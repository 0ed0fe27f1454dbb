# SPDX-License-Identifier: BSL-1.0
# Installs the library with its public headers, what find_package(jsonrpcclient) and pkg-config read, and the command-line
# tool with its manual page and what bash needs to complete it.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/jsonrpcclient)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS jsonrpcclient EXPORT jsonrpcclient INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT jsonrpcclient NAMESPACE jsonrpcclient:: FILE jsonrpcclientTargets.cmake DESTINATION ${package})

configure_package_config_file(src/cmake/jsonrpcclientConfig.cmake.in jsonrpcclientConfig.cmake
                              INSTALL_DESTINATION ${package} NO_SET_AND_CHECK_MACRO)
# The same promise as the SOVERSION makes.
write_basic_package_version_file(jsonrpcclientConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/jsonrpcclientConfig.cmake ${PROJECT_BINARY_DIR}/jsonrpcclientConfigVersion.cmake
        DESTINATION ${package})

# A file for pkg-config that may be moved with the rest. The compiler finds what is in the system by itself.
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX BASE_DIRECTORY ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig OUTPUT_VARIABLE to_prefix)
set(openssl "")
if(JSONRPCCLIENT_TLS)
  set(openssl ", libssl >= 3, libcrypto >= 3")
endif()
set(boost_include "")
set(boost_library "")
if(NOT "${Boost_INCLUDE_DIRS}" IN_LIST CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES)
  set(boost_include " -I${Boost_INCLUDE_DIRS}")
  set(boost_library " -L${Boost_LIBRARY_DIRS}")
endif()
configure_file(src/cmake/jsonrpcclient.pc.in jsonrpcclient.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/jsonrpcclient.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

if(TARGET jsonrpc)
  if(BUILD_SHARED_LIBS)
    file(RELATIVE_PATH libraries ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBDIR})
    set_target_properties(jsonrpc PROPERTIES INSTALL_RPATH $ORIGIN/${libraries})
  endif()
  install(TARGETS jsonrpc)
  configure_file(example/jsonrpc/jsonrpc.1.in jsonrpc.1 @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/jsonrpc.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  install(FILES example/jsonrpc/completion.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
          RENAME jsonrpc)
endif()

if(PROJECT_IS_TOP_LEVEL)
  find_program(DPKG_QUERY dpkg-query)
  mark_as_advanced(DPKG_QUERY)
  if(DPKG_QUERY)
    include(src/cmake/package.cmake)
  endif()
endif()
